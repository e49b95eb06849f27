#include "json/yaml_scalar.h"

#include <stdlib.h>
#include <string.h>

static bool is_one_of(const char *s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(s, words[i]) == 0)
			return true;
	return false;
}

static const char *const nulls[] = { "", "~", "null", "Null", "NULL" };
static const char *const trues[] = { "true", "True", "TRUE" };
static const char *const falses[] = { "false", "False", "FALSE" };
static const char *const no_numbers[] = { ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN" };

/* A NUL in the value is kept as the two bytes that base/utf8.h says. */
static cJSON *text_node(const char *s, size_t len)
{
	struct str out = {0};
	cJSON *n;

	for (size_t i = 0; i < len; i++) {
		if (s[i])
			str_addc(&out, s[i]);
		else
			str_add(&out, "\xc0\x80", 2);
	}
	n = cJSON_CreateString(str_get(&out));
	str_done(&out);
	return n;
}

/* 0x1F and 0o17; NULL: not such a number, or a larger one than 64 bits hold. */
static cJSON *radix_number(const char *s)
{
	int base = s[0] != '0' ? 0 : s[1] == 'x' ? 16 : s[1] == 'o' ? 8 : 0;
	const char *digits = base == 16 ? "0123456789abcdefABCDEF" : "01234567", *d = s + 2;
	uint64_t value = 0;

	if (!base || !*d || d[strspn(d, digits)])
		return NULL;
	for (; *d; d++) {
		unsigned digit = *d <= '9' ? (unsigned)(*d - '0') : (unsigned)((*d | 0x20) - 'a' + 10);

		if (value > (INT64_MAX - digit) / (uint64_t)base)
			return NULL;
		value = value * (uint64_t)base + digit;
	}
	return json_new_int((int64_t)value);
}

/* What JSON writes too, and with a plus, ".5" and "5." as YAML has them. Numbers with leading zeros are texts: ids are written so. */
static cJSON *number(const char *s)
{
	struct str text = {0};
	const char *p = s;
	cJSON *n;

	if (*p == '+')
		p++;
	else if (*p == '-')
		str_addc(&text, *p++);
	if (*p == '.')
		str_addc(&text, '0');
	for (; *p; p++) {
		if (*p == '.' && (p[1] < '0' || p[1] > '9')) {
			if (p == s || p[-1] < '0' || p[-1] > '9')
				break;
			continue;	/* "5." */
		}
		str_addc(&text, *p);
	}
	n = *p ? NULL : json_new_number_text(str_get(&text), text.len);
	str_done(&text);
	return n ? n : radix_number(s);
}

static cJSON *plain(const char *s, size_t len)
{
	cJSON *n;

	if (is_one_of(s, nulls, ARRAY_LEN(nulls)))
		return cJSON_CreateNull();
	if (is_one_of(s, trues, ARRAY_LEN(trues)))
		return cJSON_CreateTrue();
	if (is_one_of(s, falses, ARRAY_LEN(falses)))
		return cJSON_CreateFalse();
	if (is_one_of(s, no_numbers, ARRAY_LEN(no_numbers)))
		return NULL;
	n = strchr("+-.0123456789", *s) ? number(s) : NULL;
	return n ? n : text_node(s, len);
}

cJSON *yaml_scalar(const yaml_event_t *ev, bool as_text)
{
	static const char standard[] = "tag:yaml.org,2002:";
	const char *tag = (const char *)ev->data.scalar.tag, *s = (const char *)ev->data.scalar.value;
	size_t len = ev->data.scalar.length;
	bool is_plain = ev->data.scalar.style == YAML_PLAIN_SCALAR_STYLE, typed = tag && str_starts(tag, standard);
	cJSON *n;

	if (as_text || (tag && !typed) || (typed && strcmp(tag + sizeof standard - 1, "str") == 0) || (!is_plain && !typed))
		return text_node(s, len);
	if (!typed)
		return plain(s, len);
	tag += sizeof standard - 1;
	n = strcmp(tag, "binary") == 0 || strcmp(tag, "timestamp") == 0 ? text_node(s, len) : plain(s, len);
	if (n && ((strcmp(tag, "int") == 0 || strcmp(tag, "float") == 0) ? !cJSON_IsNumber(n)
		: strcmp(tag, "bool") == 0 ? !cJSON_IsBool(n) : strcmp(tag, "null") == 0 && !cJSON_IsNull(n))) {
		cJSON_Delete(n);
		return NULL;
	}
	return n;
}
