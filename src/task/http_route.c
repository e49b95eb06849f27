#include "task/http_route.h"

#include <stdlib.h>
#include <string.h>

#include "task/http.h"

static const char *const kinds[] = {"lambda", "http", "apigateway"};

static bool is_url(const char *s)
{
	return str_starts(s, "http://") || str_starts(s, "https://");
}

bool http_routes_add(struct http_routes *r, const char *key, const char *to, struct err *e)
{
	size_t len = strcspn(key, ":");
	const char *kind = NULL;
	struct http_route *route;

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (strlen(kinds[i]) == len && memcmp(kinds[i], key, len) == 0)
			kind = kinds[i];
	if (!kind || (key[len] && !key[len + 1]))
		return err_set(e, ERR_INVALID, "\"%.80s\" is no endpoint: there are lambda, lambda:NAME, http, http:URL, apigateway, apigateway:HOST", key);
	if (!is_url(to) && (strcmp(to, "direct") != 0 || strcmp(kind, "lambda") == 0))
		return err_set(e, ERR_INVALID, "the endpoint of \"%.80s\" must be a URL that begins with http:// or https://%s", key,
			strcmp(kind, "lambda") == 0 ? "" : ", or \"direct\"");
	route = VEC_ADD(&r->list);
	route->kind = xstrdup(kind);
	route->what = key[len] ? xstrdup(key + len + 1) : NULL;
	route->to = xstrdup(to);
	return true;
}

void http_routes_copy(struct http_routes *to, const struct http_routes *from)
{
	*to = (struct http_routes){0};
	for (size_t i = 0; i < from->list.n; i++) {
		struct http_route *route = VEC_ADD(&to->list);

		route->kind = xstrdup(from->list.v[i].kind);
		route->what = xstrdup(from->list.v[i].what);
		route->to = xstrdup(from->list.v[i].to);
	}
}

void http_routes_done(struct http_routes *r)
{
	for (size_t i = 0; i < r->list.n; i++) {
		free(r->list.v[i].kind);
		free(r->list.v[i].what);
		free(r->list.v[i].to);
	}
	VEC_DONE(&r->list);
}

static bool fits(const struct http_route *r, const char *kind, const char *what, bool whole)
{
	if (strcmp(r->kind, kind) != 0)
		return false;
	return !r->what || (whole ? strcmp(r->what, what) == 0 : str_starts(what, r->what));
}

/* The one that says most. */
static const struct http_route *find(const struct http_routes *r, const char *kind, const char *what, bool whole)
{
	const struct http_route *best = NULL;

	for (size_t i = 0; i < r->list.n; i++) {
		const struct http_route *x = &r->list.v[i];

		if (fits(x, kind, what, whole) && (!best || !best->what || (x->what && strlen(x->what) > strlen(best->what))))
			best = x;
	}
	return best;
}

/* What follows scheme and host: "" or "/…". */
static const char *path_of(const char *url)
{
	const char *host = strstr(url, "://");

	host = host ? host + 3 : url;
	return host + strcspn(host, "/?#");
}

char *http_route_function(const struct http_routes *r, const char *name, const char *qualifier)
{
	const struct http_route *route = find(r, "lambda", name, true);
	const char *path;
	struct str url = {0};

	if (!route)
		return NULL;
	path = path_of(route->to);
	str_adds(&url, route->to);
	if (!*path || strcmp(path, "/") == 0) {
		if (*path)
			url.p[--url.len] = '\0';
		str_adds(&url, "/2015-03-31/functions/");
		http_escape(&url, name);
		str_adds(&url, "/invocations");
	}
	if (qualifier && *qualifier && strcmp(qualifier, "$LATEST") != 0) {
		str_adds(&url, strchr(route->to, '?') ? "&Qualifier=" : "?Qualifier=");
		http_escape(&url, qualifier);
	}
	return str_take(&url);
}

char *http_route_url(const struct http_routes *r, const char *kind, const char *url)
{
	const struct http_route *route = find(r, kind, url, false);
	const char *rest;
	size_t len;

	if (!route)
		return NULL;
	if (strcmp(route->to, "direct") == 0)
		return xstrdup(url);
	rest = route->what ? url + strlen(route->what) : path_of(url);
	len = strlen(route->to);
	if (len && route->to[len - 1] == '/' && *rest == '/')
		len--;
	return xasprintf("%.*s%s", (int)len, route->to, rest);
}
