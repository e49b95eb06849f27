/* digest - what States.Hash and States.Base64… compute. */
#ifndef ASLANT_DIGEST_H
#define ASLANT_DIGEST_H

#include "base/base.h"

/* algorithm is MD5, SHA-1, SHA-256, SHA-384 or SHA-512; false for any other. Appends lower-case hexadecimal digits. */
bool digest_hex(const char *algorithm, const void *data, size_t len, struct str *out);

void base64_encode(const void *data, size_t len, struct str *out);
/* Reads as MIME does: what is no digit of the alphabet is passed over, "=" ends. "-" and "_" count as "+" and "/". */
void base64_decode(const char *text, struct str *out);

#endif
