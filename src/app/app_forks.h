/*
 * app_forks - executions that leave another one at an event (app_fork() of app.h): how what the other one was fed is found, and, for those that
 * leave an imported one, the answers that were recorded: they come before functions and services, for only then the fork goes on as it did.
 */
#ifndef ASLANT_APP_FORKS_H
#define ASLANT_APP_FORKS_H

#include "app/app.h"

/* For the dispatcher: answers for the tasks of such forks, and for nobody else's. */
struct task_backend *app_forks_backend_new(struct app *a);
void app_forks_done(struct app *a);

#endif
