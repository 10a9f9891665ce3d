// zlib: streams of RFC 1950 and bare data of RFC 1951. Its initialising functions are macros, which Swift cannot call.
#pragma once
#include <zlib.h>

static inline int deepmock_deflate_init(z_stream *stream, int level) { return deflateInit(stream, level); }
static inline int deepmock_inflate_init(z_stream *stream, int window_bits) {
    return inflateInit2(stream, window_bits);
}
