/*
 * MD5 (RFC 1321), SHA-1 and SHA-2 (FIPS 180-4), Base64 (RFC 4648). The hashes share one frame: blocks, and at the end a 1 bit, zeros
 * and the length. Their constants are computed where that is shorter than writing them down: MD5's are sines, SHA-2's are the
 * fractional parts of roots of primes.
 */
#include "query/digest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct hash {
	const char *name;
	size_t block, size;		/* bytes of a block; of the digest */
	bool little;			/* byte order of words and length */
	void (*step)(uint64_t state[8], const uint8_t *block);
	uint64_t start[8];
};

static uint32_t rotl32(uint32_t x, unsigned n)
{
	return x << n | x >> (32 - n);
}

static uint32_t rotr32(uint32_t x, unsigned n)
{
	return x >> n | x << (32 - n);
}

static uint64_t rotr64(uint64_t x, unsigned n)
{
	return x >> n | x << (64 - n);
}

static uint64_t read_word(const uint8_t *p, size_t bytes, bool little)
{
	uint64_t w = 0;

	for (size_t i = 0; i < bytes; i++)
		w = w << 8 | p[little ? bytes - 1 - i : i];
	return w;
}

static void step_md5(uint64_t state[8], const uint8_t *block)
{
	static const uint8_t shifts[4][4] = { { 7, 12, 17, 22 }, { 5, 9, 14, 20 }, { 4, 11, 16, 23 }, { 6, 10, 15, 21 } };
	uint32_t a = (uint32_t)state[0], b = (uint32_t)state[1], c = (uint32_t)state[2], d = (uint32_t)state[3], f;

	for (unsigned i = 0; i < 64; i++) {
		unsigned round = i / 16, g;

		if (round == 0) {
			f = (b & c) | (~b & d);
			g = i;
		} else if (round == 1) {
			f = (d & b) | (~d & c);
			g = (5 * i + 1) % 16;
		} else if (round == 2) {
			f = b ^ c ^ d;
			g = (3 * i + 5) % 16;
		} else {
			f = c ^ (b | ~d);
			g = 7 * i % 16;
		}
		f += a + (uint32_t)(fabs(sin(i + 1)) * 0x1p32) + (uint32_t)read_word(block + 4 * g, 4, true);
		a = d;
		d = c;
		c = b;
		b += rotl32(f, shifts[round][i % 4]);
	}
	state[0] = (uint32_t)(state[0] + a);
	state[1] = (uint32_t)(state[1] + b);
	state[2] = (uint32_t)(state[2] + c);
	state[3] = (uint32_t)(state[3] + d);
}

static void step_sha1(uint64_t state[8], const uint8_t *block)
{
	static const uint32_t k[4] = { 0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6 };
	uint32_t w[80], a = (uint32_t)state[0], b = (uint32_t)state[1], c = (uint32_t)state[2], d = (uint32_t)state[3],
		e = (uint32_t)state[4];

	for (unsigned i = 0; i < 16; i++)
		w[i] = (uint32_t)read_word(block + 4 * i, 4, false);
	for (unsigned i = 16; i < 80; i++)
		w[i] = rotl32(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
	for (unsigned i = 0; i < 80; i++) {
		uint32_t f = i < 20 ? (b & c) | (~b & d) : i < 40 || i >= 60 ? b ^ c ^ d : (b & c) | (b & d) | (c & d);

		f += rotl32(a, 5) + e + k[i / 20] + w[i];
		e = d;
		d = c;
		c = rotl32(b, 30);
		b = a;
		a = f;
	}
	state[0] = (uint32_t)(state[0] + a);
	state[1] = (uint32_t)(state[1] + b);
	state[2] = (uint32_t)(state[2] + c);
	state[3] = (uint32_t)(state[3] + d);
	state[4] = (uint32_t)(state[4] + e);
}

/* --- SHA-2's constants: 64 bits of the fractional part of the cube roots of the first 80 primes ------------------- */

/* The largest r with r^3 <= n * 2^192, as 64 bits of fraction: found bit by bit, with the cube compared in 16-bit limbs. */
static bool cube_fits(uint64_t whole, uint64_t fraction, unsigned n)
{
	uint32_t r[5] = { (uint32_t)(fraction & 0xffff), (uint32_t)(fraction >> 16 & 0xffff), (uint32_t)(fraction >> 32 & 0xffff),
		(uint32_t)(fraction >> 48), (uint32_t)whole };
	uint64_t square[11] = {0}, cube[16] = {0};

	for (unsigned i = 0; i < 5; i++)
		for (unsigned j = 0; j < 5; j++)
			square[i + j] += (uint64_t)r[i] * r[j];
	for (unsigned i = 0; i < 10; i++) {
		square[i + 1] += square[i] >> 16;
		square[i] &= 0xffff;
	}
	for (unsigned i = 0; i < 11; i++)
		for (unsigned j = 0; j < 5; j++)
			cube[i + j] += square[i] * r[j];
	for (unsigned i = 0; i < 15; i++) {
		cube[i + 1] += cube[i] >> 16;
		cube[i] &= 0xffff;
	}
	return cube[12] + (cube[13] << 16) < n;		/* roots of primes are irrational: never equal */
}

static uint64_t cube_root_fraction(unsigned prime)
{
	uint64_t whole = 1, fraction = 0;

	while ((whole + 1) * (whole + 1) * (whole + 1) <= prime)
		whole++;
	for (int bit = 63; bit >= 0; bit--)
		if (cube_fits(whole, fraction | (uint64_t)1 << bit, prime))
			fraction |= (uint64_t)1 << bit;
	return fraction;
}

static const uint64_t *sha2_constants(void)
{
	static uint64_t k[80];
	unsigned n = 0;

	for (unsigned p = 2; !k[79]; p++) {
		unsigned d = 2;

		while (d * d <= p && p % d)
			d++;
		if (d * d > p)
			k[n++] = cube_root_fraction(p);
	}
	return k;
}

static void step_sha256(uint64_t state[8], const uint8_t *block)
{
	const uint64_t *k = sha2_constants();
	uint32_t w[64], v[8];

	for (unsigned i = 0; i < 16; i++)
		w[i] = (uint32_t)read_word(block + 4 * i, 4, false);
	for (unsigned i = 16; i < 64; i++)
		w[i] = w[i - 16] + w[i - 7] + (rotr32(w[i - 15], 7) ^ rotr32(w[i - 15], 18) ^ w[i - 15] >> 3) +
			(rotr32(w[i - 2], 17) ^ rotr32(w[i - 2], 19) ^ w[i - 2] >> 10);
	for (unsigned i = 0; i < 8; i++)
		v[i] = (uint32_t)state[i];
	for (unsigned i = 0; i < 64; i++) {
		uint32_t t1 = v[7] + (rotr32(v[4], 6) ^ rotr32(v[4], 11) ^ rotr32(v[4], 25)) + ((v[4] & v[5]) ^ (~v[4] & v[6])) +
			(uint32_t)(k[i] >> 32) + w[i];
		uint32_t t2 = (rotr32(v[0], 2) ^ rotr32(v[0], 13) ^ rotr32(v[0], 22)) + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));

		memmove(v + 1, v, 7 * sizeof v[0]);
		v[4] += t1;
		v[0] = t1 + t2;
	}
	for (unsigned i = 0; i < 8; i++)
		state[i] = (uint32_t)(state[i] + v[i]);
}

static void step_sha512(uint64_t state[8], const uint8_t *block)
{
	const uint64_t *k = sha2_constants();
	uint64_t w[80], v[8];

	for (unsigned i = 0; i < 16; i++)
		w[i] = read_word(block + 8 * i, 8, false);
	for (unsigned i = 16; i < 80; i++)
		w[i] = w[i - 16] + w[i - 7] + (rotr64(w[i - 15], 1) ^ rotr64(w[i - 15], 8) ^ w[i - 15] >> 7) +
			(rotr64(w[i - 2], 19) ^ rotr64(w[i - 2], 61) ^ w[i - 2] >> 6);
	memcpy(v, state, sizeof v);
	for (unsigned i = 0; i < 80; i++) {
		uint64_t t1 = v[7] + (rotr64(v[4], 14) ^ rotr64(v[4], 18) ^ rotr64(v[4], 41)) + ((v[4] & v[5]) ^ (~v[4] & v[6])) + k[i] +
			w[i];
		uint64_t t2 = (rotr64(v[0], 28) ^ rotr64(v[0], 34) ^ rotr64(v[0], 39)) + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));

		memmove(v + 1, v, 7 * sizeof v[0]);
		v[4] += t1;
		v[0] = t1 + t2;
	}
	for (unsigned i = 0; i < 8; i++)
		state[i] += v[i];
}

static const struct hash hashes[] = {
	{ "MD5", 64, 16, true, step_md5, { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476 } },
	{ "SHA-1", 64, 20, false, step_sha1, { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 } },
	{ "SHA-256", 64, 32, false, step_sha256, { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab,
		0x5be0cd19 } },
	{ "SHA-384", 128, 48, false, step_sha512, { 0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17, 0x152fecd8f70e5939,
		0x67332667ffc00b31, 0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4 } },
	{ "SHA-512", 128, 64, false, step_sha512, { 0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
		0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179 } },
};

/* The last bytes, a 1 bit, zeros and the length in bits: one block or two. */
static void finish(const struct hash *h, uint64_t state[8], const uint8_t *rest, size_t n, uint64_t total)
{
	uint8_t last[256] = {0};
	size_t field = h->block / 8, size = n + 1 + field <= h->block ? h->block : 2 * h->block;

	if (n)
		memcpy(last, rest, n);
	last[n] = 0x80;
	for (size_t i = 0; i < 8; i++)
		last[h->little ? size - 8 + i : size - 1 - i] = (uint8_t)(total * 8 >> 8 * i);
	for (size_t i = 0; i < size; i += h->block)
		h->step(state, last + i);
}

bool digest_hex(const char *algorithm, const void *data, size_t len, struct str *out)
{
	const struct hash *h = NULL;
	const uint8_t *p = data;
	size_t left = len, word;
	uint64_t state[8];

	for (size_t i = 0; i < ARRAY_LEN(hashes) && !h; i++)
		if (str_is(algorithm, hashes[i].name))
			h = &hashes[i];
	if (!h)
		return false;
	memcpy(state, h->start, sizeof state);
	for (; left >= h->block; left -= h->block, p += h->block)
		h->step(state, p);
	finish(h, state, p, left, len);
	word = h->block / 16;
	for (size_t i = 0; i < h->size; i++) {
		size_t at = i % word;

		str_addf(out, "%02x", (unsigned)(state[i / word] >> 8 * (h->little ? at : word - 1 - at) & 0xff));
	}
	return true;
}

/* --- Base64 ------------------------------------------------------------------------------------------------------- */

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_encode(const void *data, size_t len, struct str *out)
{
	const uint8_t *p = data;

	for (size_t i = 0; i < len; i += 3) {
		size_t n = len - i < 3 ? len - i : 3;
		uint32_t w = (uint32_t)p[i] << 16 | (n > 1 ? (uint32_t)p[i + 1] << 8 : 0) | (n > 2 ? p[i + 2] : 0);

		for (size_t k = 0; k < 4; k++)
			str_addc(out, k <= n ? alphabet[w >> (18 - 6 * k) & 63] : '=');
	}
}

static int digit_of(char c)
{
	const char *at;

	if (c == '-')
		return 62;
	if (c == '_')
		return 63;
	at = strchr(alphabet, c);
	return at ? (int)(at - alphabet) : -1;
}

void base64_decode(const char *text, struct str *out)
{
	uint32_t bits = 0;
	unsigned n = 0;

	for (; *text && *text != '='; text++) {
		int d = digit_of(*text);

		if (d < 0)
			continue;
		bits = bits << 6 | (uint32_t)d;
		n += 6;
		if (n >= 8) {
			n -= 8;
			str_addc(out, (char)(bits >> n & 0xff));
		}
	}
}
