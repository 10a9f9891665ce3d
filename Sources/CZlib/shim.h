// zlib: streams of RFC 1950. The functions behind its initialising macros, which Swift cannot call.
#pragma once
#include <zlib.h>

static inline int deepmock_deflate_init(z_stream *stream, int level) { return deflateInit(stream, level); }
static inline int deepmock_inflate_init(z_stream *stream) { return inflateInit(stream); }
