#include "screens/matrix.h"

#include <stdlib.h>
#include <string.h>

void matrix_done(struct matrix *m)
{
	VEC_DONE(&m->rows);
}

/* --- questions ---------------------------------------------------------------------------------------------------------------- */

const struct branch *matrix_branch(const struct matrix *m, int32_t row)
{
	return row >= 0 ? &m->p->branches.v[row] : NULL;
}

int32_t matrix_index(const struct matrix *m, int32_t row)
{
	return row >= 0 ? m->p->branches.v[row].index : ~row;
}

enum state_status matrix_status(const struct matrix *m, int32_t row)
{
	return row >= 0 ? m->p->branches.v[row].status : STATE_IDLE;
}

int64_t matrix_duration(const struct matrix *m, int32_t row)
{
	const struct branch *b = matrix_branch(m, row);

	if (!b)
		return -1;
	return (b->ended ? history_at(m->p->history, b->ended)->at_ms : m->now_ms) - history_at(m->p->history, b->began)->at_ms;
}

const struct step *matrix_step(const struct matrix *m, int32_t row)
{
	const struct branch *b = matrix_branch(m, row);
	int step = !b ? -1 : b->failed_step >= 0 ? b->failed_step : b->last_step;

	return step >= 0 ? &m->p->steps.v[step] : NULL;
}

const struct step *matrix_cell(const struct matrix *m, int32_t row, int state)
{
	int step = row >= 0 ? projection_visit(m->p, row, state) : -1;

	return step >= 0 ? &m->p->steps.v[step] : NULL;
}

struct value *matrix_input(const struct matrix *m, int32_t row)
{
	const struct branch *b = matrix_branch(m, row);

	return b && b->first_step >= 0 ? m->p->steps.v[b->first_step].input : NULL;
}

const char *matrix_sort_text(enum matrix_sort s)
{
	static const char *const texts[MATRIX_SORTS] = {"status", "index", "duration"};

	return texts[s];
}

/* --- rows ---------------------------------------------------------------------------------------------------------------------- */

struct keyed {
	int64_t key;
	int32_t index, row;
};

static int by_key(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

/* Least key first; without keys by index. */
static void sort_rows(struct matrix *m, int64_t (*key)(const struct matrix *m, int32_t row))
{
	struct keyed *list = xcalloc(m->rows.n + 1, sizeof *list);

	for (size_t i = 0; i < m->rows.n; i++)
		list[i] = (struct keyed){key ? key(m, m->rows.v[i]) : 0, matrix_index(m, m->rows.v[i]), m->rows.v[i]};
	qsort(list, m->rows.n, sizeof *list, by_key);
	for (size_t i = 0; i < m->rows.n; i++)
		m->rows.v[i] = list[i].row;
	free(list);
}

static int64_t longest_first(const struct matrix *m, int32_t row)
{
	return -matrix_duration(m, row);
}

/* Those that matter most first, each in the order of their indexes: a pass for each status, for live rows are sorted in every frame. */
static void sort_by_status(struct matrix *m)
{
	int32_t *sorted = xcalloc(m->rows.n + 1, sizeof *sorted);
	size_t n = 0;

	for (int i = 0; i < STATE_STATUSES; i++)
		for (size_t k = 0; m->p->families.v[m->family].by_status[status_by_weight[i]] && k < m->rows.n; k++)
			if (matrix_status(m, m->rows.v[k]) == status_by_weight[i])
				sorted[n++] = m->rows.v[k];
	if (n)
		memcpy(m->rows.v, sorted, n * sizeof *sorted);
	m->rows.n = n;
	free(sorted);
}

static bool in_order(const struct matrix *m)
{
	for (size_t i = 1; i < m->rows.n; i++)
		if (matrix_index(m, m->rows.v[i - 1]) > matrix_index(m, m->rows.v[i]))
			return false;
	return true;
}

/* Those that have begun, by index: mostly the order in which they began. */
static void add_begun(struct matrix *m)
{
	for (int32_t b = m->p->families.v[m->family].first; b >= 0; b = m->p->branches.v[b].next)
		VEC_PUSH(&m->rows, b);
	if (!in_order(m))
		sort_rows(m, NULL);
}

/* Those that have not: the indexes between and behind the others. */
static void add_waiting(struct matrix *m)
{
	size_t n = m->rows.n, at = 0;
	int32_t left = m->p->families.v[m->family].n - (int32_t)n;

	if (left > MATRIX_WAITING_MAX)
		left = MATRIX_WAITING_MAX;
	for (int32_t index = 0; left > 0; index++) {
		if (at < n && matrix_index(m, m->rows.v[at]) == index) {
			at++;
			continue;
		}
		VEC_PUSH(&m->rows, ~index);
		left--;
	}
}

void matrix_set(struct matrix *m, const struct projection *p, const struct asl_state *container, int32_t family, int64_t now_ms)
{
	m->p = p;
	m->container = container;
	m->family = p ? family : -1;
	m->now_ms = now_ms;
	m->rows.n = 0;
	if (m->family < 0)
		return;
	add_begun(m);
	add_waiting(m);
	if (m->sort == MATRIX_BY_STATUS)
		sort_by_status(m);
	else if (m->sort == MATRIX_BY_DURATION)
		sort_rows(m, longest_first);
	else if (!in_order(m))
		sort_rows(m, NULL);
}

size_t matrix_find(const struct matrix *m, int32_t row)
{
	for (size_t i = 0; i < m->rows.n; i++)
		if (m->rows.v[i] == row)
			return i;
	return SIZE_MAX;
}
