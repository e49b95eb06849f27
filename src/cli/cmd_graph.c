/* aslant graph FILE: the picture of a definition, as text or for other programs. What is wrong with it goes to standard error. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asl/diag.h"
#include "cli/cmd_graph.h"
#include "graph/graph.h"

enum { GOOD = 0, USAGE = 2, INVALID = 3, HOST = 4 };

static const char usage[] =
	"usage: aslant graph [OPTION]… FILE\n"
	"\n"
	"Draw a state machine; - is standard input. A definition with errors is drawn as far as it goes.\n"
	"\n"
	"  --format FORMAT    text (default), json, svg, dot or mermaid\n"
	"  --charset SET      unicode (default) or ascii\n"
	"  --direction DIR    TB, top-down (default), or LR, left-right\n"
	"  --open WHICH       Parallel and Map states drawn with their inside: all (default), none, or names with commas between\n"
	"  --zoom ZOOM        full (default), compact or dots\n"
	"\n"
	"Exit status: 0 good, 2 wrong usage, 3 the definition is invalid, 4 the file cannot be read.\n"
	"\n"
	"  aslant graph order.asl.json\n"
	"  aslant graph --format svg order.asl.json > order.svg\n"
	"  aslant graph --charset ascii --zoom compact --open none order.asl.json\n";

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_SVG, FORMAT_DOT, FORMAT_MERMAID };

/* The words of an option, in the order of its enum. */
static const char *const formats[] = { "text", "json", "svg", "dot", "mermaid", NULL };
static const char *const charsets[] = { "unicode", "ascii", NULL };
static const char *const directions[] = { "TB", "LR", NULL };
static const char *const zooms[] = { "full", "compact", "dots", NULL };

struct request {
	int format, charset, direction, zoom;
	const char *open;
	const char *file;
};

static bool pick(const char *option, const char *const *words, const char *given, int *out)
{
	for (int i = 0; words[i]; i++)
		if (str_is(words[i], given)) {
			*out = i;
			return true;
		}
	fprintf(stderr, "aslant graph: --%s does not know \"%s\"; it takes", option, given);
	for (int i = 0; words[i]; i++)
		fprintf(stderr, "%s%s", i == 0 ? " " : words[i + 1] ? ", " : " or ", words[i]);
	fputc('\n', stderr);
	return false;
}

/* Is name one of the list's? Names are a state's name or its path. */
static bool listed(const char *list, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = list; at; at = strchr(at, ',')) {
		at += *at == ',';
		if (strncmp(at, name, len) == 0 && (at[len] == ',' || !at[len]))
			return true;
	}
	return false;
}

static bool is_open(void *ctx, const struct asl_state *s)
{
	const char *which = ctx;

	if (str_is(which, "all"))
		return true;
	return !str_is(which, "none") && (listed(which, s->name) || listed(which, s->path));
}

/* -1: go on; else the exit status. */
static int read_options(int argc, char **argv, struct request *r)
{
	static const struct option options[] = {
		{ "format", required_argument, NULL, 'f' }, { "charset", required_argument, NULL, 'c' },
		{ "direction", required_argument, NULL, 'd' }, { "open", required_argument, NULL, 'o' },
		{ "zoom", required_argument, NULL, 'z' }, { "help", no_argument, NULL, 'h' }, { 0 },
	};
	bool ok = true;
	int c;

	optind = 0;
	while (ok && (c = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (c) {
		case 'f':
			ok = pick("format", formats, optarg, &r->format);
			break;
		case 'c':
			ok = pick("charset", charsets, optarg, &r->charset);
			break;
		case 'd':
			ok = pick("direction", directions, optarg, &r->direction);
			break;
		case 'z':
			ok = pick("zoom", zooms, optarg, &r->zoom);
			break;
		case 'o':
			r->open = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			return GOOD;
		default:
			ok = false;
		}
	}
	if (ok && optind + 1 == argc) {
		r->file = argv[optind];
		return -1;
	}
	if (ok)
		fputs(usage, stderr);
	return USAGE;
}

static void print_errors(const struct asl_machine *m, const char *file)
{
	for (size_t i = 0; i < m->diags->list.n; i++) {
		char *line;

		if (m->diags->list.v[i].severity != DIAG_ERROR)
			continue;
		line = diag_line(&m->diags->list.v[i], file);
		fprintf(stderr, "%s\n", line);
		free(line);
	}
}

static bool export(struct str *out, const struct request *r, const struct asl_machine *m, struct err *e)
{
	struct graph_options o = {
		.charset = (enum graph_charset)r->charset, .direction = (enum graph_direction)r->direction,
		.zoom = (enum graph_zoom)r->zoom, .is_open = is_open, .ctx = (void *)(intptr_t)r->open,
	};
	struct picture *p;

	if (r->format == FORMAT_DOT)
		graph_dot(out, m, &o);
	if (r->format == FORMAT_MERMAID)
		graph_mermaid(out, m, &o);
	if (r->format == FORMAT_DOT || r->format == FORMAT_MERMAID)
		return true;
	if (r->format == FORMAT_SVG)
		o.charset = GRAPH_UNICODE;
	p = graph_draw(m, &o, e);
	if (!p)
		return false;
	if (r->format == FORMAT_JSON)
		graph_json(out, p, m, NULL);
	else if (r->format == FORMAT_SVG)
		graph_svg(out, p, NULL);
	else
		graph_text(out, p);
	picture_free(p);
	return true;
}

static int draw(const struct request *r, const struct asl_machine *m)
{
	struct str out = {0};
	struct err e = {0};
	int status = m->valid ? GOOD : INVALID;

	if (!export(&out, r, m, &e)) {
		fprintf(stderr, "%s: %s\n", r->file, e.msg);
		status = m->valid ? HOST : INVALID;
	}
	if (fwrite(str_get(&out), 1, out.len, stdout) != out.len || fflush(stdout) != 0) {
		fputs("aslant graph: cannot write the picture\n", stderr);
		status = HOST;
	}
	str_done(&out);
	return status;
}

int cmd_graph(int argc, char **argv)
{
	struct request r = { .open = "all" };
	struct asl_machine *m;
	struct err e = {0};
	int status = read_options(argc, argv, &r);

	if (status >= 0)
		return status;
	m = asl_load(r.file, &e);
	if (!m) {
		fprintf(stderr, "%s\n", e.msg);
		return HOST;
	}
	print_errors(m, r.file);
	status = draw(&r, m);
	asl_unref(m);
	return status;
}
