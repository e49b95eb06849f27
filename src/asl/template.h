/*
 * template - values of a SAM or CloudFormation template or a Serverless Framework file, as far as they can be told offline. Sub, Join,
 * FindInMap, Select, ToJsonString, parameters with a default and pseudo parameters are worked out; everything else (Ref and GetAtt of
 * a resource, ImportValue, If, …) becomes a placeholder: "${LogicalId.Arn}". Private to asl.
 */
#ifndef ASLANT_ASL_TEMPLATE_H
#define ASLANT_ASL_TEMPLATE_H

#include "asl/textmap.h"
#include "json/places.h"

#define TEMPLATE_ACCOUNT "111122223333"
#define TEMPLATE_REGION "us-east-1"

struct template_doc {
	const cJSON *root;
	const struct json_places *places;
	const char *text;		/* that root was read from */
	size_t steps;			/* spent; a text that calls itself up too often ends early */
};

/* {"Ref": …} or {"Fn::…": …}: its function; NULL: it is no such object. */
const char *template_function(const cJSON *node);

/* Appends the text that a value stands for. */
void template_text(struct template_doc *t, const cJSON *node, struct textmap *out);
/* Appends node as JSON, indented by two blanks, with the text of what its functions stand for. Its places are those of node. */
void template_json(struct template_doc *t, const cJSON *node, struct textmap *out);
/* Is there a function anywhere in node? */
bool template_has_functions(const cJSON *node);
/* The value of a parameter with a default, or of a pseudo parameter; NULL: it has none, or only the account knows. *pseudo: its text then. */
const cJSON *template_parameter(const struct template_doc *t, const char *name, size_t len, const char **pseudo);

#endif
