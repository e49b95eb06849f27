/*
 * libcurl's multi interface, driven by the loop: curl says which sockets to watch and when to be called again. Its callbacks only note
 * that; what has ended is collected after every call into it, never inside one of its callbacks.
 */
#include "task/http.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

struct socket_watch {
	struct http_client *c;
	struct socket_watch *next;
	curl_socket_t fd;
	struct loop_fd *watch;
};

struct http_client {
	struct loop *loop;
	CURLM *multi;
	struct loop_timer *timer;
	struct socket_watch *sockets;
	struct http_call *calls;
};

struct http_call {
	struct http_client *c;
	struct http_call *next;
	CURL *easy;
	struct curl_slist *headers;
	char *body, *status_text;
	struct http_headers got;
	struct str text;
	bool too_large;
	char why[CURL_ERROR_SIZE];
	http_reply_fn done;
	void *ctx;
};

/* --- headers --------------------------------------------------------------------------------------------------------------- */

void http_headers_add(struct http_headers *h, const char *name, const char *value)
{
	VEC_PUSH(&h->names, xstrdup(name));
	VEC_PUSH(&h->values, xstrdup(value));
}

const char *http_headers_get(const struct http_headers *h, const char *name)
{
	for (size_t i = 0; i < h->names.n; i++)
		if (strcasecmp(h->names.v[i], name) == 0)
			return h->values.v[i];
	return NULL;
}

void http_headers_done(struct http_headers *h)
{
	for (size_t i = 0; i < h->names.n; i++) {
		free(h->names.v[i]);
		free(h->values.v[i]);
	}
	VEC_DONE(&h->names);
	VEC_DONE(&h->values);
}

void http_escape(struct str *out, const char *text)
{
	for (const unsigned char *s = (const unsigned char *)text; *s; s++) {
		if ((*s >= '0' && *s <= '9') || (*s >= 'A' && *s <= 'Z') || (*s >= 'a' && *s <= 'z') || strchr("-._~", *s))
			str_addc(out, (char)*s);
		else
			str_addf(out, "%%%02X", *s);
	}
}

/* --- calls ------------------------------------------------------------------------------------------------------------------- */

static void call_free(struct http_call *call)
{
	struct http_call **at = &call->c->calls;

	while (*at != call)
		at = &(*at)->next;
	*at = call->next;
	if (call->easy) {
		curl_multi_remove_handle(call->c->multi, call->easy);
		curl_easy_cleanup(call->easy);
	}
	curl_slist_free_all(call->headers);
	http_headers_done(&call->got);
	str_done(&call->text);
	free(call->body);
	free(call->status_text);
	free(call);
}

/* "HTTP/1.1 404 Not Found", of the last answer (a proxy's comes before); then "Name: value". */
static size_t on_header(char *data, size_t size, size_t n, void *ctx)
{
	struct http_call *call = ctx;
	size_t len = size * n;
	char *line = xstrndup(data, len), *colon = strchr(line, ':');

	line[strcspn(line, "\r\n")] = '\0';
	if (str_starts(line, "HTTP/")) {
		const char *code = strchr(line, ' '), *text = code ? strchr(code + 1, ' ') : NULL;

		http_headers_done(&call->got);
		free(call->status_text);
		call->status_text = xstrdup(text ? text + 1 : "");
	} else if (colon && colon != line) {
		*colon = '\0';
		http_headers_add(&call->got, line, colon + 1 + strspn(colon + 1, " \t"));
	}
	free(line);
	return len;
}

static size_t on_body(char *data, size_t size, size_t n, void *ctx)
{
	struct http_call *call = ctx;
	size_t len = size * n;

	if (call->text.len + len > HTTP_BODY_MAX) {
		call->too_large = true;
		return 0;
	}
	str_add(&call->text, data, len);
	return len;
}

static void tell(struct http_call *call, CURLcode code)
{
	struct http_reply r = {.timed_out = code == CURLE_OPERATION_TIMEDOUT, .status_text = call->status_text ? call->status_text : "",
		.headers = call->got, .body = str_get(&call->text), .len = call->text.len};
	long status = 0;

	curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
	r.status = (int)status;
	if (call->too_large)
		r.error = "The response is larger than 8 MiB";
	else if (code != CURLE_OK)
		r.error = call->why[0] ? call->why : curl_easy_strerror(code);
	call->done(call->ctx, &r);
}

/* A reply may free the client, or start and cancel other calls: one after the other, from the start. */
static void collect(struct http_client *c)
{
	CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(c->multi, &left))) {
		struct http_call *call = NULL;
		CURLcode code = m->data.result;

		if (m->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&call);
		curl_multi_remove_handle(c->multi, call->easy);
		tell(call, code);
		call_free(call);
	}
}

/* --- curl's wishes ------------------------------------------------------------------------------------------------------------- */

static void act(struct http_client *c, curl_socket_t fd, int events)
{
	int running;

	curl_multi_socket_action(c->multi, fd, events, &running);
	collect(c);
}

static void on_socket(void *ctx, unsigned events)
{
	struct socket_watch *w = ctx;

	act(w->c, w->fd, (events & LOOP_READ ? CURL_CSELECT_IN : 0) | (events & LOOP_WRITE ? CURL_CSELECT_OUT : 0) |
		(events & LOOP_ERROR ? CURL_CSELECT_ERR : 0));
}

static void on_timer(void *ctx)
{
	act(ctx, CURL_SOCKET_TIMEOUT, 0);
}

static int set_timer(CURLM *multi, long timeout_ms, void *ctx)
{
	struct http_client *c = ctx;

	(void)multi;
	if (timeout_ms < 0)
		loop_timer_stop(c->timer);
	else
		loop_timer_start(c->timer, timeout_ms, 0);
	return 0;
}

static void watch_free(struct socket_watch *w)
{
	struct socket_watch **at = &w->c->sockets;

	while (*at != w)
		at = &(*at)->next;
	*at = w->next;
	loop_fd_free(w->watch);
	free(w);
}

static struct socket_watch *watch_new(struct http_client *c, curl_socket_t fd, unsigned events)
{
	struct socket_watch *w = xcalloc(1, sizeof *w);
	struct err e;

	w->c = c;
	w->fd = fd;
	w->next = c->sockets;
	c->sockets = w;
	w->watch = loop_fd_new(c->loop, fd, events, on_socket, w, &e);
	if (!w->watch)
		log_debug("http", "a socket cannot be watched: %s", e.msg);
	curl_multi_assign(c->multi, fd, w);
	return w;
}

static int set_socket(CURL *easy, curl_socket_t fd, int what, void *ctx, void *socket_ctx)
{
	struct http_client *c = ctx;
	struct socket_watch *w = socket_ctx;
	unsigned events = (what & CURL_POLL_IN ? LOOP_READ : 0) | (what & CURL_POLL_OUT ? LOOP_WRITE : 0);

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		if (w)
			watch_free(w);
		curl_multi_assign(c->multi, fd, NULL);
	} else if (w && w->watch) {
		loop_fd_events(w->watch, events);
	} else if (!w) {
		watch_new(c, fd, events);
	}
	return 0;
}

/* --- the face --------------------------------------------------------------------------------------------------------------------- */

struct http_client *http_client_new(struct loop *l)
{
	struct http_client *c = xcalloc(1, sizeof *c);

	curl_global_init(CURL_GLOBAL_DEFAULT);
	c->loop = l;
	c->timer = loop_timer_new(l, on_timer, c);
	c->multi = curl_multi_init();
	curl_multi_setopt(c->multi, CURLMOPT_SOCKETFUNCTION, set_socket);
	curl_multi_setopt(c->multi, CURLMOPT_SOCKETDATA, c);
	curl_multi_setopt(c->multi, CURLMOPT_TIMERFUNCTION, set_timer);
	curl_multi_setopt(c->multi, CURLMOPT_TIMERDATA, c);
	return c;
}

void http_client_free(struct http_client *c)
{
	if (!c)
		return;
	while (c->calls)
		call_free(c->calls);
	curl_multi_cleanup(c->multi);
	while (c->sockets)
		watch_free(c->sockets);
	loop_timer_free(c->timer);
	free(c);
	curl_global_cleanup();
}

static void add_headers(struct http_call *call, const struct http_headers *h)
{
	for (size_t i = 0; h && i < h->names.n; i++) {
		/* curl drops a header whose value is empty, unless it ends in ";". */
		char *line = *h->values.v[i] ? xasprintf("%s: %s", h->names.v[i], h->values.v[i]) : xasprintf("%s;", h->names.v[i]);

		call->headers = curl_slist_append(call->headers, line);
		free(line);
	}
	if (!h || !http_headers_get(h, "Expect"))
		call->headers = curl_slist_append(call->headers, "Expect:");
}

static void set_up(struct http_call *call, const struct http_request *r)
{
	CURL *x = call->easy;
	bool head = strcmp(r->method, "HEAD") == 0;

	curl_easy_setopt(x, CURLOPT_URL, r->url);
	curl_easy_setopt(x, CURLOPT_CUSTOMREQUEST, r->method);
	curl_easy_setopt(x, CURLOPT_NOBODY, (long)head);
	if (r->body && !head) {
		call->body = xstrndup(r->body, r->body_len);
		curl_easy_setopt(x, CURLOPT_POSTFIELDS, call->body);
		curl_easy_setopt(x, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body_len);
	}
	add_headers(call, r->headers);
	curl_easy_setopt(x, CURLOPT_HTTPHEADER, call->headers);
	curl_easy_setopt(x, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(x, CURLOPT_HEADERDATA, call);
	curl_easy_setopt(x, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(x, CURLOPT_WRITEDATA, call);
	curl_easy_setopt(x, CURLOPT_ERRORBUFFER, call->why);
	curl_easy_setopt(x, CURLOPT_PRIVATE, call);
	curl_easy_setopt(x, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(x, CURLOPT_TIMEOUT_MS, (long)r->timeout_ms);
#if LIBCURL_VERSION_NUM >= 0x075500
	curl_easy_setopt(x, CURLOPT_PROTOCOLS_STR, "http,https");
#else
	curl_easy_setopt(x, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

struct http_call *http_send(struct http_client *c, const struct http_request *r, http_reply_fn done, void *ctx)
{
	struct http_call *call = xcalloc(1, sizeof *call);

	call->c = c;
	call->done = done;
	call->ctx = ctx;
	call->next = c->calls;
	c->calls = call;
	call->easy = curl_easy_init();
	set_up(call, r);
	curl_multi_add_handle(c->multi, call->easy);
	return call;
}

void http_cancel(struct http_call *call)
{
	if (call)
		call_free(call);
}
