#!/bin/sh
# The order is on standard input, the receipt goes to standard output; standard error is the log.
order=$(cat)
echo "receipt for: $order" >&2
printf '{"receipt": "Thank you.", "function": "%s"}\n' "$AWS_LAMBDA_FUNCTION_NAME"
