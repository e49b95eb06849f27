#include "base/log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/timefmt.h"

static FILE *log_file;

bool log_open(const char *path, struct err *e)
{
	log_close();
	log_file = fopen(path, "ae");
	if (!log_file)
		return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	setvbuf(log_file, NULL, _IOLBF, 0);
	return true;
}

void log_close(void)
{
	if (log_file)
		fclose(log_file);
	log_file = NULL;
}

bool log_is_on(void)
{
	return log_file != NULL;
}

void log_write(const char *room, const char *fmt, ...)
{
	char when[TIME_TEXT_SIZE];
	va_list ap;

	time_format(time_wall_ms(), when);
	fprintf(log_file, "%s %ld %-8s ", when, (long)getpid(), room);
	va_start(ap, fmt);
	vfprintf(log_file, fmt, ap);
	va_end(ap);
	fputc('\n', log_file);
}
