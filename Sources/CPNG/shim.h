// libpng's simplified API: it catches its own errors inside, so nothing ever jumps over Swift frames.
#pragma once
#include <png.h>
