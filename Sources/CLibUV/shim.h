// libuv, and the eventfd(2) that carries a signal from other threads into its loop.
#pragma once
#include <sys/eventfd.h>
#include <uv.h>
