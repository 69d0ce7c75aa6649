/*
 * What a shared library has to export so that `hookworthy bench parse --plugin ./libmyparser.so` can
 * measure its parser. C89 and later, C++ too. Functions are called from one thread.
 */
#ifndef HOOKWORTHY_PARSER_PLUGIN_H
#define HOOKWORTHY_PARSER_PLUGIN_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What hookworthy_parser_parse returns. */
#define HOOKWORTHY_REJECTED 0
#define HOOKWORTHY_ACCEPTED 1

/* Required. A short name for the report, NUL-terminated UTF-8 that stays valid. */
const char* hookworthy_parser_name(void);

/*
 * Required. Reads one callback: `size` bytes at `data`, which may be changed by nobody, are valid
 * until the call returns, and have nothing readable behind them. `state` is what
 * hookworthy_parser_create returned, NULL without one. Must not throw.
 */
int hookworthy_parser_parse(void* state, const char* data, size_t size);

/* Optional. Called once before the first callback. */
void* hookworthy_parser_create(void);

/* Optional. Called once after the last callback, with what hookworthy_parser_create returned. */
void hookworthy_parser_destroy(void* state);

#ifdef __cplusplus
}
#endif

#endif
