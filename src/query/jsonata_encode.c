/* Functions that encode and decode strings: base64, URLs, hashes. */
#include "query/jsonata_run.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "query/digest.h"

/* --- base64: of the low bytes of UTF-16 units, as in the reference; of UTF-8 in state machines ------------------------------------------ */

static void add_low_bytes(struct str *out, struct jv s)
{
	size_t used;

	for (size_t i = 0; i < s.len; i += used) {
		uint32_t cp = utf8_next(s.u.str + i, s.len - i, &used);

		if (cp > 0xffff)
			str_addc(out, (char)(0xd800 + ((cp - 0x10000) >> 10)));
		str_addc(out, (char)(cp > 0xffff ? 0xdc00 + (cp & 0x3ff) : cp));
	}
}

JFN(base64encode)
{
	struct str bytes = {0}, *out = &x->scratch;

	(void)n, (void)focus;
	if (args[0].tag == JV_UNDEF)
		return args[0];
	str_reset(out);
	if (x->env->aws) {
		base64_encode(args[0].u.str, args[0].len, out);
		return jtake(x, out);
	}
	add_low_bytes(&bytes, args[0]);
	base64_encode(bytes.p, bytes.len, out);
	str_done(&bytes);
	return jtake(x, out);
}

JFN(base64decode)
{
	struct str *bytes = &x->scratch;
	struct jbuf out = {0};
	size_t used;

	(void)n, (void)focus;
	if (args[0].tag == JV_UNDEF)
		return args[0];
	str_reset(bytes);
	base64_decode(jcstr(x, args[0]), bytes);
	for (size_t i = 0; i < bytes->len; i += used) {
		used = 1;
		jbuf_point(x, &out, x->env->aws && bytes->p[i] ? utf8_next(bytes->p + i, bytes->len - i, &used) : (uint8_t)bytes->p[i]);
	}
	return jbuf_val(x, &out);
}

JFN(hash)
{
	(void)n, (void)focus;
	if (args[0].tag == JV_UNDEF || args[1].tag == JV_UNDEF)
		return JUNDEF;
	jwork(x, args[0].len / 8);
	str_reset(&x->scratch);
	if (!digest_hex(jcstr(x, args[1]), args[0].u.str, args[0].len, &x->scratch))
		jfail(x, "D3137", "The hash algorithm %s is not supported", jcstr(x, args[1]));
	return jtake(x, &x->scratch);
}

/* --- URLs --------------------------------------------------------------------------------------------------------------------------- */

static const char unreserved[] = "-_.!~*'()", reserved[] = ";/?:@&=+$,#";

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static struct jv encode(struct jrun *x, struct jv s, bool whole, const char *name)
{
	struct str *out = &x->scratch;

	if (s.tag == JV_UNDEF)
		return s;
	for (uint32_t i = 0; i + 1 < s.len; i++)
		if ((uint8_t)s.u.str[i] == 0xed && (uint8_t)s.u.str[i + 1] >= 0xa0)
			jfail(x, "D3140", "Malformed URL passed to $%s(): %s", name, jshow(x, s));
	str_reset(out);
	for (uint32_t i = 0; i < s.len; i++) {
		char c = s.u.str[i];

		if (c && (is_alnum(c) || strchr(unreserved, c) || (whole && strchr(reserved, c))))
			str_addc(out, c);
		else if ((uint8_t)c == 0xc0)
			str_adds(out, (i++, "%00"));
		else
			str_addf(out, "%%%02X", (uint8_t)c);
	}
	return jtake(x, out);
}

/* The byte that three characters stand for, or -1. */
static int escaped_byte(struct jv s, uint32_t i)
{
	int hi = i + 2 < s.len ? jhex(s.u.str[i + 1]) : -1, lo = i + 2 < s.len ? jhex(s.u.str[i + 2]) : -1;

	return hi >= 0 && lo >= 0 ? hi * 16 + lo : -1;
}

/* A row of escapes, which must be UTF-8 by itself, from s[i] on; how many bytes it has, or 0. */
static size_t escaped_row(struct jrun *x, struct jv s, uint32_t i)
{
	size_t n = 0;
	int byte;

	str_reset(&x->scratch);
	for (; i < s.len && s.u.str[i] == '%' && (byte = escaped_byte(s, i)) >= 0; i += 3, n++)
		str_addc(&x->scratch, (char)byte);
	return i < s.len && s.u.str[i] == '%' ? 0 : utf8_valid(str_get(&x->scratch), n) ? n : 0;
}

/* What a whole URL may hold stays escaped there. */
static struct jv decode(struct jrun *x, struct jv s, bool whole, const char *name)
{
	struct jbuf out = {0};
	size_t n;

	if (s.tag == JV_UNDEF || !memchr(s.u.str, '%', s.len))
		return s;
	for (uint32_t i = 0; i < s.len;) {
		if (s.u.str[i] != '%') {
			jbuf_addc(x, &out, s.u.str[i++]);
			continue;
		}
		n = escaped_row(x, s, i);
		if (!n)
			jfail(x, "D3140", "Malformed URL passed to $%s(): %s", name, jshow(x, s));
		for (size_t k = 0; k < n; k++, i += 3) {
			char c = x->scratch.p[k];

			if (whole && c && strchr(reserved, c))
				jbuf_add(x, &out, s.u.str + i, 3);
			else if (c)
				jbuf_addc(x, &out, c);
			else
				jbuf_point(x, &out, 0);
		}
	}
	return jbuf_val(x, &out);
}

JFN(encode_component) { (void)n, (void)focus; return encode(x, args[0], false, "encodeUrlComponent"); }
JFN(encode) { (void)n, (void)focus; return encode(x, args[0], true, "encodeUrl"); }
JFN(decode_component) { (void)n, (void)focus; return decode(x, args[0], false, "decodeUrlComponent"); }
JFN(decode) { (void)n, (void)focus; return decode(x, args[0], true, "decodeUrl"); }
