// OpenSSL's libcrypto: digests, HMAC, scrypt and RSA.
#pragma once
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/x509.h>
