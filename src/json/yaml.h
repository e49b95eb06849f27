/*
 * yaml - YAML texts read into the same trees as JSON (json.h), with places, by libyaml. YAML is a convention of tools: what is read here
 * is what the JSON of the same meaning would be.
 *
 * Plain scalars are YAML 1.2's core schema and no more: null, true, false and numbers; Yes, No, On, Off, dates, 1_000 and 012 stay text,
 * since a state or an account may be called that. Anchors and aliases become copies, "<<" merges. CloudFormation's short tags become its
 * long form ("!Sub x" is {"Fn::Sub": "x"}). Only one document; names of members are texts and occur once.
 */
#ifndef ASLANT_YAML_H
#define ASLANT_YAML_H

#include "json/json.h"

/* As json_parse(). An empty text is null. Aliases may not blow a text up beyond YAML_NODES_MAX nodes or YAML_BYTES_MAX bytes. */
#define YAML_NODES_MAX 2000000
#define YAML_BYTES_MAX ((size_t)64 << 20)

bool yaml_parse(const char *text, size_t len, struct json_places *places, cJSON **out, struct err *e);

#endif
