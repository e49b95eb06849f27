/* builtin - texts of data/ that are compiled in (builtin_data.c, made by room.mk). Private to this room. */
#ifndef ASLANT_BUILTIN_H
#define ASLANT_BUILTIN_H

extern const char *const builtin_keys;
extern const char *const builtin_theme_dark;
extern const char *const builtin_theme_light;
extern const char *const builtin_theme_high_contrast;
extern const char *const builtin_theme_mono;

#endif
