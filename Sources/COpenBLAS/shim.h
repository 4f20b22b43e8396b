#ifndef MAKESPAN_COPENBLAS_SHIM_H
#define MAKESPAN_COPENBLAS_SHIM_H

#include <cblas.h>

#endif
