/* glyph - which character stands for which arms. Corners of lines are round and those of boxes square, so that the two are told apart
 * without colour; four arms of one line are a dot, a crossing is a cross. */
#include "graph/draw.h"

#define N ARM_N
#define E ARM_E
#define S ARM_S
#define W ARM_W

uint32_t glyph_line(unsigned arms, bool is_catch, bool ascii)
{
	static const uint32_t light[16] = {
		[N] = 0x2502, [S] = 0x2502, [N | S] = 0x2502, [E] = 0x2500, [W] = 0x2500, [E | W] = 0x2500,
		[E | S] = 0x256d, [S | W] = 0x256e, [N | E] = 0x2570, [N | W] = 0x256f,
		[N | E | S] = 0x251c, [N | S | W] = 0x2524, [E | S | W] = 0x252c, [N | E | W] = 0x2534, [N | E | S | W] = 0x25cf,
	};
	bool vertical = arms && !(arms & (E | W)), horizontal = arms && !(arms & (N | S));

	if (ascii) {
		if (vertical)
			return is_catch ? ':' : '|';
		if (horizontal)
			return is_catch ? '~' : '-';
		if (arms == (E | S) || arms == (S | W))
			return '.';
		if (arms == (N | E) || arms == (N | W))
			return '\'';
		return arms == 15 ? 'o' : '+';
	}
	if (is_catch && vertical)
		return 0x2506;
	if (is_catch && horizontal)
		return 0x2504;
	return light[arms & 15];
}

uint32_t glyph_crossing(bool vertical_catch, bool ascii)
{
	if (ascii)
		return vertical_catch ? ':' : '|';
	return 0x253c;
}

uint32_t glyph_head(unsigned arm, bool ascii)
{
	switch (arm) {
	case N:
		return ascii ? '^' : 0x25b2;
	case E:
		return ascii ? '>' : 0x25ba;
	case S:
		return ascii ? 'v' : 0x25bc;
	default:
		return ascii ? '<' : 0x25c4;
	}
}

static uint32_t border_plain(enum glyph_border kind, unsigned arms)
{
	static const uint32_t light[16] = {
		[N | S] = 0x2502, [E | W] = 0x2500, [E | S] = 0x250c, [S | W] = 0x2510, [N | E] = 0x2514, [N | W] = 0x2518,
	};
	static const uint32_t heavy[16] = {
		[N | S] = 0x2503, [E | W] = 0x2501, [E | S] = 0x250f, [S | W] = 0x2513, [N | E] = 0x2517, [N | W] = 0x251b,
	};

	if (kind == BORDER_HEAVY)
		return heavy[arms];
	if (kind == BORDER_DOUBLE && arms != (N | S))
		return arms == (E | W) ? 0x2550 : arms == (N | E) ? 0x2558 : 0x255b;
	return light[arms];
}

uint32_t glyph_border(enum glyph_border kind, unsigned arms, unsigned port, bool ascii)
{
	static const uint32_t ports[3][9] = {
		[BORDER_LIGHT] = { [N] = 0x2534, [E] = 0x251c, [S] = 0x252c, [W] = 0x2524 },
		[BORDER_DOUBLE] = { [N] = 0x2567, [E] = 0x251c, [S] = 0x2564, [W] = 0x2524 },
		[BORDER_HEAVY] = { [N] = 0x2537, [E] = 0x2520, [S] = 0x252f, [W] = 0x2528 },
	};
	bool corner = arms != (N | S) && arms != (E | W);

	if (!ascii)
		return port ? ports[kind][port] : border_plain(kind, arms);
	if (port)
		return '+';
	if (kind == BORDER_HEAVY)
		return '#';
	if (corner)
		return '+';
	return arms == (N | S) ? '|' : kind == BORDER_DOUBLE ? '=' : '-';
}

/* Every mix of light and heavy arms that Unicode has; index: two bits an arm (0 none, 1 light, 2 heavy), N lowest, then E, S, W. */
static uint32_t mixed(unsigned light, unsigned heavy)
{
	static const struct {
		uint8_t light, heavy;
		uint16_t cp;
	} table[] = {
		{ 0, N | S, 0x2503 }, { 0, E | W, 0x2501 }, { 0, N, 0x2503 }, { 0, S, 0x2503 }, { 0, E, 0x2501 }, { 0, W, 0x2501 },
		{ N, S, 0x257d }, { S, N, 0x257f }, { W, E, 0x257c }, { E, W, 0x257e },
		{ 0, E | S, 0x250f }, { S, E, 0x250d }, { E, S, 0x250e }, { 0, S | W, 0x2513 }, { S, W, 0x2511 }, { W, S, 0x2512 },
		{ 0, N | E, 0x2517 }, { N, E, 0x2515 }, { E, N, 0x2516 }, { 0, N | W, 0x251b }, { N, W, 0x2519 }, { W, N, 0x251a },
		{ N | S, E, 0x251d }, { E | S, N, 0x251e }, { N | E, S, 0x251f }, { E, N | S, 0x2520 },
		{ S, N | E, 0x2521 }, { N, E | S, 0x2522 }, { 0, N | E | S, 0x2523 },
		{ N | S, W, 0x2525 }, { S | W, N, 0x2526 }, { N | W, S, 0x2527 }, { W, N | S, 0x2528 },
		{ S, N | W, 0x2529 }, { N, S | W, 0x252a }, { 0, N | S | W, 0x252b },
		{ E | S, W, 0x252d }, { S | W, E, 0x252e }, { S, E | W, 0x252f }, { E | W, S, 0x2530 },
		{ E, S | W, 0x2531 }, { W, E | S, 0x2532 }, { 0, E | S | W, 0x2533 },
		{ N | E, W, 0x2535 }, { N | W, E, 0x2536 }, { N, E | W, 0x2537 }, { E | W, N, 0x2538 },
		{ E, N | W, 0x2539 }, { W, N | E, 0x253a }, { 0, N | E | W, 0x253b },
		{ N | E | S, W, 0x253d }, { N | S | W, E, 0x253e }, { N | S, E | W, 0x253f }, { E | S | W, N, 0x2540 },
		{ N | E | W, S, 0x2541 }, { E | W, N | S, 0x2542 }, { E | S, N | W, 0x2543 }, { S | W, N | E, 0x2544 },
		{ N | E, S | W, 0x2545 }, { N | W, E | S, 0x2546 }, { S, N | E | W, 0x2547 }, { N, E | S | W, 0x2548 },
		{ E, N | S | W, 0x2549 }, { W, N | E | S, 0x254a }, { 0, 15, 0x254b },
	};

	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (table[i].light == light && table[i].heavy == heavy)
			return table[i].cp;
	return 0;
}

uint32_t glyph_lit(unsigned light, unsigned heavy, bool is_catch)
{
	heavy &= 15;
	light &= 15 & ~heavy;
	if (is_catch && !light && heavy && (!(heavy & (E | W)) || !(heavy & (N | S))))
		return heavy & (N | S) ? 0x2507 : 0x2505;
	return mixed(light, heavy);
}

struct styled {
	uint16_t light, heavy, rounded;
};

static uint32_t styled(const struct styled *rows, size_t n, uint32_t cp, enum graph_style style)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].light == cp)
			return style == GRAPH_HEAVY ? rows[i].heavy : rows[i].rounded;
	return cp;
}

uint32_t glyph_styled(uint32_t cp, enum graph_class cls, enum graph_style style)
{
	static const struct styled lines[] = {
		{ 0x2502, 0x2503, 0x2502 }, { 0x2500, 0x2501, 0x2500 }, { 0x2506, 0x2507, 0x2506 }, { 0x2504, 0x2505, 0x2504 },
		{ 0x256d, 0x250f, 0x250c }, { 0x256e, 0x2513, 0x2510 }, { 0x2570, 0x2517, 0x2514 }, { 0x256f, 0x251b, 0x2518 },
		{ 0x251c, 0x2523, 0x251c }, { 0x2524, 0x252b, 0x2524 }, { 0x252c, 0x2533, 0x252c }, { 0x2534, 0x253b, 0x2534 },
		{ 0x253c, 0x254b, 0x253c },
	};
	static const struct styled borders[] = {
		{ 0x2502, 0x2503, 0x2502 }, { 0x2500, 0x2501, 0x2500 }, { 0x250c, 0x250f, 0x256d }, { 0x2510, 0x2513, 0x256e },
		{ 0x2514, 0x2517, 0x2570 }, { 0x2518, 0x251b, 0x256f }, { 0x251c, 0x2523, 0x251c }, { 0x2524, 0x252b, 0x2524 },
		{ 0x252c, 0x2533, 0x252c }, { 0x2534, 0x253b, 0x2534 }, { 0x2558, 0x255a, 0x2558 }, { 0x255b, 0x255d, 0x255b },
		{ 0x2564, 0x2566, 0x2564 }, { 0x2567, 0x2569, 0x2567 },
	};
	static const struct styled frames[] = {
		{ 0x2503, 0x2551, 0x2503 }, { 0x2501, 0x2550, 0x2501 }, { 0x250f, 0x2554, 0x250f }, { 0x2513, 0x2557, 0x2513 },
		{ 0x2517, 0x255a, 0x2517 }, { 0x251b, 0x255d, 0x251b }, { 0x252f, 0x2564, 0x252f }, { 0x2537, 0x2567, 0x2537 },
		{ 0x2520, 0x255f, 0x2520 }, { 0x2528, 0x2562, 0x2528 },
	};

	if (style == GRAPH_LIGHT)
		return cp;
	if (cls == GC_FLOW || cls == GC_CATCH || cls == GC_RETRY)
		return styled(lines, ARRAY_LEN(lines), cp, style);
	if (cls == GC_BORDER || cls == GC_GHOST)
		return styled(borders, ARRAY_LEN(borders), cp, style);
	return cls == GC_FRAME ? styled(frames, ARRAY_LEN(frames), cp, style) : cp;
}

const char *glyph_icon(enum asl_type type, enum flow_node_kind kind, bool ascii)
{
	static const char *const icons[][2] = {
		[ASL_UNKNOWN] = { "?", "U" }, [ASL_TASK] = { "ƒ", "T" }, [ASL_PASS] = { "»", "P" }, [ASL_CHOICE] = { "◇", "?" },
		[ASL_WAIT] = { "◷", "W" }, [ASL_SUCCEED] = { "✓", "S" }, [ASL_FAIL] = { "✗", "F" }, [ASL_PARALLEL] = { "∥", "=" },
		[ASL_MAP] = { "∷", "*" },
	};

	if (kind == NODE_GHOST)
		return "!";
	return icons[type][ascii];
}
