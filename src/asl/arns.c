#include "asl/arns.h"

#include <stdlib.h>
#include <string.h>

/* --- what is one ---------------------------------------------------------------------------------------------------- */

bool asl_arn_is_own(const char *text)
{
	const char *p = text;

	if (strpbrk(text, "${}% \t\n\"'\\"))
		return false;
	if (str_starts(text, "https://sqs."))
		return true;
	if (!str_starts(text, "arn:"))
		return false;
	for (int i = 0; i < 3; i++)		/* arn, partition, service */
		if (!(p = strchr(p, ':')) || !*++p)
			return false;
	return *p != ':' || (p[1] && p[1] != ':');	/* a region or an account */
}

/* --- names ---------------------------------------------------------------------------------------------------------- */

void asl_arn_names_add(struct asl_arn_names *names, const char *name, const char *arn, bool is_new)
{
	struct asl_arn_name *n = VEC_ADD(&names->list);

	*n = (struct asl_arn_name){ xstrdup(name), xstrdup(arn), is_new };
}

void asl_arn_names_done(struct asl_arn_names *names)
{
	for (size_t i = 0; i < names->list.n; i++) {
		free(names->list.v[i].name);
		free(names->list.v[i].arn);
	}
	VEC_DONE(&names->list);
}

static bool is_taken(const struct asl_arn_names *names, const char *name)
{
	for (size_t i = 0; i < names->list.n; i++)
		if (strcmp(names->list.v[i].name, name) == 0)
			return true;
	return false;
}

static bool is_letter(char c)
{
	return ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= '0' && c <= '9');
}

/* "arn:aws:lambda:…:function:mail-sender:$LATEST" and "https://…/mail-sender" give "MailSenderArn", "MailSenderUrl". */
static char *name_for(const char *arn)
{
	const char *from, *end;
	struct str s = {0};
	bool upper = true;

	if (str_starts(arn, "arn:")) {
		from = arn;
		for (int i = 0; i < 5; i++)
			from = strchr(from, ':') ? strchr(from, ':') + 1 : from;
		end = strpbrk(from, ":/");
		if (end && end[1])
			from = end + 1;			/* behind "function:", "role/" */
		end = from + strcspn(from, ":");
	} else {
		from = strrchr(arn, '/') + 1;
		end = from + strlen(from);
	}
	for (; from < end; from++) {
		if (is_letter(*from))
			str_addc(&s, upper && *from >= 'a' && *from <= 'z' ? (char)(*from - 32) : *from);
		upper = !is_letter(*from);
	}
	if (!s.len || (s.p[0] >= '0' && s.p[0] <= '9')) {
		char *rest = str_take(&s);

		str_addf(&s, "Resource%s", rest);
		free(rest);
	}
	str_adds(&s, *arn == 'a' ? "Arn" : "Url");
	return str_take(&s);
}

static const char *name_of(struct asl_arn_names *names, const char *arn)
{
	char *name;

	for (size_t i = 0; i < names->list.n; i++)
		if (strcmp(names->list.v[i].arn, arn) == 0)
			return names->list.v[i].name;
	name = name_for(arn);
	for (int n = 2; is_taken(names, name); n++) {
		char *base = name_for(arn);

		free(name);
		name = xasprintf("%s%d", base, n);
		free(base);
	}
	asl_arn_names_add(names, name, arn, true);
	free(name);
	return names->list.v[names->list.n - 1].name;
}

/* --- the text ------------------------------------------------------------------------------------------------------- */

/* Written as it is read, in quotes or without: then what stands there can be replaced. */
static void replace_one(const struct asl_machine *m, const cJSON *node, struct asl_arn_names *names, struct splices *out)
{
	size_t len = strlen(node->valuestring);
	struct json_place p;
	char *placeholder;
	size_t at;

	if (!json_places_find(m->places, node, &p))
		return;
	at = p.start.offset + (m->text[p.start.offset] == '"' || m->text[p.start.offset] == '\'');
	if (at + len > m->text_len || strncmp(m->text + at, node->valuestring, len) != 0)
		return;
	placeholder = xasprintf("${%s}", name_of(names, node->valuestring));
	splices_add(out, at, len, placeholder, strlen(placeholder));
	free(placeholder);
}

/* As deep as the text, which JSON_DEPTH_MAX bounds. */
static void replace_below(const struct asl_machine *m, const cJSON *node, struct asl_arn_names *names, struct splices *out)
{
	for (const cJSON *c = node->child; c; c = c->next) {
		if (cJSON_IsString(c) && asl_arn_is_own(c->valuestring) && !str_is(c->string, "Comment"))
			replace_one(m, c, names, out);
		replace_below(m, c, names, out);
	}
}

void asl_arns_replace(const struct asl_machine *m, struct asl_arn_names *names, struct splices *out)
{
	if (m->root)
		replace_below(m, m->root, names, out);
}
