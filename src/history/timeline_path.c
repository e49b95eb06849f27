/*
 * The critical path: what an execution waited for. At the top everything is on it, one state after the other. Of a Parallel or Map the
 * branch that ended last is, and where that began only when another had ended (MaxConcurrency), that one before it, and so on.
 */
#include <stdlib.h>

#include "history/timeline_private.h"

#define LOOK_BACK 64			/* events between an end and the beginning that it made room for */

void tl_paths_forget(struct timeline *tl)
{
	for (size_t i = 0; i < tl->paths.n; i++)
		VEC_DONE(&tl->paths.v[i].branches);
	tl->paths.n = 0;
}

/* The one that failed the family, else the one that ended last. */
static int32_t last_branch(const struct projection *p, const struct family *f)
{
	int32_t last = -1, failed = -1;

	for (int32_t b = f->first; b >= 0; b = p->branches.v[b].next) {
		if (p->branches.v[b].status == STATE_FAILED)
			failed = b;
		if (p->branches.v[b].ended && (last < 0 || p->branches.v[b].ended >= p->branches.v[last].ended))
			last = b;
	}
	return failed >= 0 ? failed : last;
}

/* The branch of the same family whose end let branch b begin; -1: it began with the container. */
static int32_t gave_way(const struct projection *p, int32_t b)
{
	const struct branch *br = &p->branches.v[b];
	int32_t least = br->began > LOOK_BACK ? br->began - LOOK_BACK : 1;

	for (int32_t id = br->began - 1; id >= least; id--) {
		int32_t other = projection_branch_of(p, id);

		if (other >= 0 && other != b && p->branches.v[other].family == br->family && p->branches.v[other].ended == id)
			return other;
		if (id == p->families.v[br->family].started)
			return -1;
	}
	return -1;
}

static int by_number(const void *a, const void *b)
{
	const int32_t *p = a, *q = b;

	return *p < *q ? -1 : *p > *q;
}

static void compute(const struct projection *p, struct tl_path *path)
{
	path->branches.n = 0;
	path->ended = p->families.v[path->family].ended;
	if (!path->ended)
		return;			/* who will be the last is not known yet */
	for (int32_t b = last_branch(p, &p->families.v[path->family]); b >= 0; b = gave_way(p, b))
		VEC_PUSH(&path->branches, b);
	if (path->branches.n)
		qsort(path->branches.v, path->branches.n, sizeof *path->branches.v, by_number);
}

static const struct tl_path *path_of(struct timeline *tl, int32_t family)
{
	struct tl_path *path = NULL;

	for (size_t i = tl->paths.n; i-- > 0 && !path;)
		if (tl->paths.v[i].family == family)
			path = &tl->paths.v[i];
	if (path && path->ended == tl->p->families.v[family].ended)
		return path;
	if (!path) {
		if (tl->paths.n == 256)
			tl_paths_forget(tl);
		path = VEC_ADD(&tl->paths);
		*path = (struct tl_path){.family = family};
	}
	compute(tl->p, path);
	return path;
}

bool timeline_is_critical(struct timeline *tl, int step)
{
	const struct projection *p = tl->p;

	for (int32_t b = p->steps.v[step].branch; b >= 0; b = projection_branch_up(p, b)) {
		const struct tl_path *path = path_of(tl, p->branches.v[b].family);

		if (!path->branches.n || !bsearch(&b, path->branches.v, path->branches.n, sizeof b, by_number))
			return false;
	}
	return true;
}
