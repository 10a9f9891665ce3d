// TurboJPEG: reports errors by return code, so nothing ever jumps over Swift frames.
#pragma once
#include <turbojpeg.h>
