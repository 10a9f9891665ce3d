// OpenSSL's libcrypto: digests, HMAC, scrypt and RSA.
#pragma once
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
