#include "asl/form.h"

#include <string.h>

#include "json/mend.h"
#include "json/yaml.h"

/* The longer ends first: what stands before them is the machine's name. */
static const struct {
	const char *end;
	enum asl_form form;
	bool is_machine;
	bool by_content;		/* the name does not tell the form */
} ends[] = {
	{".asl.json", ASL_FORM_JSON, true, false},
	{".asl.yaml", ASL_FORM_YAML, true, false},
	{".asl.yml", ASL_FORM_YAML, true, false},
	{".json", ASL_FORM_JSON, false, false},
	{".yaml", ASL_FORM_YAML, false, false},
	{".yml", ASL_FORM_YAML, false, false},
	{".template", ASL_FORM_JSON, false, true},
};

static int end_of(const char *file)
{
	const char *base = file ? path_base(file) : "";

	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (str_ends(base, ends[i].end) && strlen(base) > strlen(ends[i].end))
			return (int)i;
	return -1;
}

static bool line_names(const char *line, size_t len, const char *field)
{
	size_t n = strlen(field);

	return len > n && memcmp(line, field, n) == 0 && line[n] == ':';
}

static bool looks_like_yaml(const char *text, size_t len)
{
	static const char *const names[] = {"StartAt", "States", "Resources", "AWSTemplateFormatVersion", "stepFunctions"};
	const char *end = text + len, *next;

	for (const char *line = text; line < end; line = next + 1) {
		next = memchr(line, '\n', (size_t)(end - line));
		if (!next)
			next = end;
		for (size_t i = 0; i < ARRAY_LEN(names); i++)
			if (line_names(line, (size_t)(next - line), names[i]))
				return true;
	}
	return false;
}

static bool is_json(const char *text, size_t len)
{
	size_t i = len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	cJSON *root = NULL;
	bool ok;

	while (i < len && strchr(" \t\r\n", text[i]))
		i++;
	if (i == len || text[i] != '{')
		return false;
	ok = json_parse(text, len, NULL, &root, NULL);
	cJSON_Delete(root);
	return ok;
}

enum asl_form asl_form_of(const char *file, const char *text, size_t len)
{
	int i = end_of(file);

	if (i >= 0 && !ends[i].by_content)
		return ends[i].form == ASL_FORM_YAML && is_json(text, len) ? ASL_FORM_JSON : ends[i].form;
	return looks_like_yaml(text, len) ? ASL_FORM_YAML : ASL_FORM_JSON;
}

bool asl_form_parse(enum asl_form form, const char *text, size_t len, struct json_places *places, cJSON **out, struct err *e)
{
	return form == ASL_FORM_YAML ? yaml_parse(text, len, places, out, e) : json_parse(text, len, places, out, e);
}

bool asl_form_parse_loosely(enum asl_form form, const char *text, size_t len, struct json_places *places, cJSON **out, struct err *e)
{
	struct json_mends mends = {0};
	cJSON *root = NULL;
	bool ok;

	if (form == ASL_FORM_YAML)
		return yaml_parse(text, len, places, out, e);
	ok = json_parse_mended(text, len, places, &mends, &root, e) && !mends.errors;
	if (ok)
		*out = root;
	else
		cJSON_Delete(root);
	json_mends_done(&mends);
	return ok;
}

char *asl_file_machine_name(const char *file)
{
	const char *base = path_base(file);
	int i = end_of(file);

	return xstrndup(base, strlen(base) - (i >= 0 ? strlen(ends[i].end) : 0));
}

bool asl_file_is_machine(const char *file)
{
	int i = end_of(file);

	return i >= 0 && ends[i].is_machine;
}

bool asl_file_may_be_machine(const char *file)
{
	return end_of(file) >= 0;
}
