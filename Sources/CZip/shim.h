// libzip: reading and writing zip archives through our own data sources.
#pragma once
#include <zip.h>
