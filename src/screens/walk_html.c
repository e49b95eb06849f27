/*
 * A walkthrough as one page that needs nothing else: the picture at each event, gone through with keys or by a click on a sentence. The
 * sentences stand in the page itself, so that it can be read, searched and printed without its script.
 *
 * The pictures of neighbouring events are alike: each is kept as what differs from the one before (lines of SVG at its begin and its end
 * that stay, and those between), and every line once.
 */
#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"
#include "screens/walkthrough.h"

struct html {
	struct map numbers;		/* line of SVG -> its number + 1 */
	VEC(char *) lines;		/* by number; borrowed from numbers' keys */
	VEC(int32_t) before;		/* the moment before, as numbers */
	struct str list, moments;	/* the sentences; JSON: [stay at the begin, stay at the end, [numbers], x, y] */
	size_t n;
};

static const char style_text[] =
	"<style>\n"
	":root{color-scheme:light dark;font:15px/1.45 system-ui,sans-serif}\n"
	"body{margin:0;display:grid;grid-template:auto 1fr auto/1fr minmax(22em,36%);height:100vh}\n"
	"header,nav{grid-column:1/3;padding:.5em 1em}header h1{font-size:1.1em;margin:0}nav{display:flex;gap:1em;align-items:center}\n"
	"figure{margin:0;overflow:auto;border:solid #8886;border-width:1px 1px 1px 0}ol{margin:0;padding:.3em 0 .3em 3.4em;overflow:auto;\n"
	"border:solid #8886;border-width:1px 0}li{padding:.25em .6em;cursor:pointer}li[aria-current]{background:#0969da22;\n"
	"outline:2px solid #0969da}time{font-family:ui-monospace,monospace;font-size:.85em;opacity:.75;margin-right:.5em}\n"
	"@media(max-width:60em){body{grid-template:auto 45vh 1fr auto/1fr}header,nav{grid-column:1}}\n"
	"@media print{body{display:block;height:auto}nav{display:none}}\n"
	"</style>\n";

static const char script_text[] =
	"<script>\n"
	"'use strict';\n"
	"const data=JSON.parse(document.getElementById('moments').textContent),rows=document.querySelectorAll('#events li');\n"
	"const figure=document.getElementById('picture'),place=document.getElementById('place');\n"
	"const moments=[];let now=[];\n"
	"for(const m of data.moments){now=now.slice(0,m[0]).concat(m[2],m[1]?now.slice(-m[1]):[]);moments.push(now)}\n"
	"let at=-1;\n"
	"function go(n){n=Math.max(0,Math.min(moments.length-1,n));if(n===at)return;if(at>=0)rows[at].removeAttribute('aria-current');\n"
	"at=n;figure.innerHTML=moments[n].map(i=>data.lines[i]).join('\\n');rows[n].setAttribute('aria-current','step');\n"
	"rows[n].scrollIntoView({block:'nearest'});place.textContent=(n+1)+' / '+moments.length;\n"
	"const [x,y]=data.moments[n].slice(3);if(x>=0){figure.scrollTo(x-figure.clientWidth/2,y-figure.clientHeight/2)}\n"
	"try{history.replaceState(null,'','#'+(n+1))}catch(e){}}\n"
	"const keys={ArrowRight:1,ArrowDown:1,'.':1,' ':1,n:1,j:1,l:1,ArrowLeft:-1,ArrowUp:-1,',':-1,p:-1,k:-1,h:-1,PageDown:10,PageUp:-10,Home:-1e9,\n"
	"End:1e9,g:-1e9,G:1e9};\n"
	"addEventListener('keydown',e=>{if(e.ctrlKey||e.metaKey||e.altKey||!(e.key in keys))return;e.preventDefault();go(at+keys[e.key])});\n"
	"rows.forEach((r,i)=>r.addEventListener('click',()=>go(i)));\n"
	"document.getElementById('back').onclick=()=>go(at-1);document.getElementById('on').onclick=()=>go(at+1);\n"
	"go((parseInt(location.hash.slice(1))||1)-1);\n"
	"</script>\n";

static void add_escaped(struct str *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '<')
			str_adds(out, "&lt;");
		else if (*text == '>')
			str_adds(out, "&gt;");
		else if (*text == '&')
			str_adds(out, "&amp;");
		else if (*text == '"')
			str_adds(out, "&quot;");
		else
			str_addc(out, *text);
	}
}

/* A string of JSON inside of a script element, which no text may end. */
static void add_json(struct str *out, const char *text)
{
	struct str s = {0};

	json_print_string(&s, text);
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] == '<')
			str_adds(out, "\\u003c");
		else
			str_addc(out, s.p[i]);
	}
	str_done(&s);
}

static int32_t number_of(struct html *d, const char *line, size_t len)
{
	char *text = xstrndup(line, len);
	intptr_t known = (intptr_t)map_get(&d->numbers, text);

	if (!known) {
		VEC_PUSH(&d->lines, text);
		known = (intptr_t)d->lines.n;
		map_put(&d->numbers, text, (void *)known);
		return (int32_t)known - 1;
	}
	free(text);
	return (int32_t)known - 1;
}

static void begin(struct walk *w)
{
	w->data = xcalloc(1, sizeof(struct html));
}

/* What differs from the moment before. */
static void add_moment(struct html *d, const int32_t *now, size_t n, int x, int y)
{
	size_t first = 0, last = 0, was = d->before.n;

	while (first < n && first < was && now[first] == d->before.v[first])
		first++;
	while (last < n - first && last < was - first && now[n - 1 - last] == d->before.v[was - 1 - last])
		last++;
	str_addf(&d->moments, "%s[%zu,%zu,[", d->n++ ? ",\n" : "", first, last);
	for (size_t i = first; i < n - last; i++)
		str_addf(&d->moments, "%s%d", i > first ? "," : "", now[i]);
	str_addf(&d->moments, "],%d,%d]", x, y);
	d->before.n = 0;
	for (size_t i = 0; i < n; i++)
		VEC_PUSH(&d->before, now[i]);
}

/* In pixels of the SVG: cells of 8 by 16, and a margin (graph/export_svg.c). */
static void middle_of(const struct walk *w, int *x, int *y)
{
	int state = walk_state(w);
	const struct picture_box *b = state >= 0 ? &w->picture->boxes[state] : NULL;

	*x = b && b->w ? 8 + 8 * b->x + 4 * b->w : -1;
	*y = b && b->w ? 8 + 16 * b->y + 8 * b->h : -1;
}

static void draw(struct walk *w, struct html *d)
{
	struct graph_marks *marks = walk_marks(w);
	struct picture *marked = graph_mark(w->picture, marks);
	struct str svg = {0};
	VEC(int32_t) now = {0};
	int x, y;

	graph_svg(&svg, marked, marks);
	for (const char *line = str_get(&svg), *end; *line; line = *end ? end + 1 : end) {
		end = line + strcspn(line, "\n");
		VEC_PUSH(&now, number_of(d, line, (size_t)(end - line)));
	}
	middle_of(w, &x, &y);
	add_moment(d, now.v, now.n, x, y);
	VEC_DONE(&now);
	str_done(&svg);
	picture_free(marked);
	graph_marks_free(marks);
}

static void event(struct walk *w)
{
	struct html *d = w->data;
	char span[TIME_TEXT_SIZE];

	draw(w, d);
	time_format_span(w->now_ms - w->start_ms, span);
	str_addf(&d->list, "<li id=\"e%d\"><time>%s</time>", (int)w->at, span);
	add_escaped(&d->list, str_get(&w->sentence));
	if (w->place.len && strstr(str_get(&w->place), " › ")) {
		str_adds(&d->list, " <small>");
		add_escaped(&d->list, str_get(&w->place));
		str_adds(&d->list, "</small>");
	}
	str_adds(&d->list, "</li>\n");
}

static void print_moments(struct walk *w, const struct html *d)
{
	str_adds(w->out, "<script type=\"application/json\" id=\"moments\">{\"lines\":[\n");
	for (size_t i = 0; i < d->lines.n; i++) {
		str_adds(w->out, i ? ",\n" : "");
		add_json(w->out, d->lines.v[i]);
	}
	str_adds(w->out, "],\"moments\":[\n");
	str_adds(w->out, str_get(&d->moments));
	str_adds(w->out, "]}</script>\n");
}

/* For readers without the script: how it looked at the end. */
static void print_last_picture(struct walk *w, const struct html *d)
{
	for (size_t i = 0; i < d->before.n; i++)
		str_addf(w->out, "%s\n", d->lines.v[d->before.v[i]]);
}

static void print_page(struct walk *w, const struct html *d)
{
	struct str title = {0};

	walk_title(w, &title);
	str_adds(w->out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width\">\n<meta http-equiv=\"Content-Security-Policy\" "
		"content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n<title>");
	add_escaped(w->out, str_get(&title));
	str_addf(w->out, "</title>\n%s</head>\n<body>\n<header><h1>", style_text);
	add_escaped(w->out, str_get(&title));
	str_adds(w->out, "</h1></header>\n<figure id=\"picture\">\n");
	print_last_picture(w, d);
	str_addf(w->out, "</figure>\n<ol id=\"events\">\n%s</ol>\n", str_get(&d->list));
	str_adds(w->out, "<nav><button id=\"back\">◀ back</button><output id=\"place\"></output><button id=\"on\">on ▶</button>"
		"<small>arrow keys, space, Home and End go from event to event</small></nav>\n");
	print_moments(w, d);
	str_addf(w->out, "%s</body>\n</html>\n", script_text);
	str_done(&title);
}

static void end(struct walk *w)
{
	struct html *d = w->data;

	print_page(w, d);
	map_done(&d->numbers);
	for (size_t i = 0; i < d->lines.n; i++)
		free(d->lines.v[i]);
	VEC_DONE(&d->lines);
	VEC_DONE(&d->before);
	str_done(&d->list);
	str_done(&d->moments);
	free(d);
}

const struct walk_form walk_html = {begin, event, end, true};
