#ifndef MAKESPAN_COPENSSL_SHIM_H
#define MAKESPAN_COPENSSL_SHIM_H

#include <openssl/evp.h>

#endif
