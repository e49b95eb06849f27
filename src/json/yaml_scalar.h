/* yaml_scalar - what a YAML scalar is in JSON: YAML 1.2's core schema, strictly. Of this room only. */
#ifndef ASLANT_YAML_SCALAR_H
#define ASLANT_YAML_SCALAR_H

#include <yaml.h>

#include "json/json.h"

/* A new node; as_text: a string whatever it looks like. NULL where JSON has no such value (.inf, .nan, text that is no number under !!int). */
cJSON *yaml_scalar(const yaml_event_t *ev, bool as_text);

#endif
