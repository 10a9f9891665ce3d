// OpenSSL's libssl, certificates and key stores: what Swift cannot call of them are macros.

#ifndef DEEPMOCK_CTLS_SHIM_H
#define DEEPMOCK_CTLS_SHIM_H

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

/// The options of a server: nothing older than TLS 1.2, no renegotiation, no compression. Buffers of
/// connections that rest are given back, and sessions are kept by clients alone.
static inline int deepmock_configure(SSL_CTX *context) {
    SSL_CTX_set_options(
        context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    // As most servers: AES with keys of 128 bits is enough, and takes less work. Clients without AES in their processor get
    // what they prefer.
    SSL_CTX_set_options(context, SSL_OP_PRIORITIZE_CHACHA);
    if (!SSL_CTX_set_ciphersuites(
            context, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256")) return 0;
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_AUTO_RETRY);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context, 1);
    // A record is taken as a whole, not its head first.
    SSL_CTX_set_read_ahead(context, 1);
    return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
}

/// Empties a memory BIO. Reading is cheaper than resetting, which clears all the memory that the BIO ever needed.
static inline void deepmock_empty(BIO *bio) {
    char bytes[4096];
    while (BIO_read(bio, bytes, sizeof bytes) > 0) continue;
}

/// Lets a memory BIO without bytes say "try again" instead of "the end".
static inline void deepmock_never_end(BIO *bio) { BIO_set_mem_eof_return(bio, -1); }

/// The bytes in a memory BIO, which stay in it.
static inline long deepmock_bytes(BIO *bio, char **bytes) { return BIO_get_mem_data(bio, bytes); }

/// A BIO that reads `count` bytes, or one that is written to when there are none.
static inline BIO *deepmock_memory(const void *bytes, int count) {
    return bytes ? BIO_new_mem_buf(bytes, count) : BIO_new(BIO_s_mem());
}

/// Both ends of a connection in memory: what has come from the peer, which belongs to somebody else, and what is to be
/// sent, which grows as needed.
struct deepmock_pipe {
    const unsigned char *input;
    size_t input_count;
    unsigned char *output;
    size_t output_count;
    size_t output_room;
};

static int deepmock_pipe_read(BIO *bio, char *bytes, size_t count, size_t *done) {
    struct deepmock_pipe *pipe = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    if (pipe->input_count == 0) {
        BIO_set_retry_read(bio);
        return 0;
    }
    if (count > pipe->input_count) count = pipe->input_count;
    memcpy(bytes, pipe->input, count);
    pipe->input += count;
    pipe->input_count -= count;
    *done = count;
    return 1;
}

static int deepmock_pipe_write(BIO *bio, const char *bytes, size_t count, size_t *done) {
    struct deepmock_pipe *pipe = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    if (count > pipe->output_room - pipe->output_count) {
        size_t room = 2 * (pipe->output_count + count);
        unsigned char *output = realloc(pipe->output, room);
        if (!output) return 0;
        pipe->output = output;
        pipe->output_room = room;
    }
    memcpy(pipe->output + pipe->output_count, bytes, count);
    pipe->output_count += count;
    *done = count;
    return 1;
}

static long deepmock_pipe_control(BIO *bio, int command, long number, void *pointer) {
    (void)bio, (void)number, (void)pointer;
    return command == BIO_CTRL_FLUSH;
}

/// A kind of BIO that reads and writes pipes: a good deal cheaper than memory BIOs. NULL when there is no memory.
static inline BIO_METHOD *deepmock_pipe_method(void) {
    BIO_METHOD *method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "deepmock");
    if (!method) return NULL;
    BIO_meth_set_read_ex(method, deepmock_pipe_read);
    BIO_meth_set_write_ex(method, deepmock_pipe_write);
    BIO_meth_set_ctrl(method, deepmock_pipe_control);
    return method;
}

/// A BIO over a pipe, which must live as long.
static inline BIO *deepmock_pipe_open(const BIO_METHOD *method, struct deepmock_pipe *pipe) {
    BIO *bio = BIO_new(method);
    if (!bio) return NULL;
    BIO_set_data(bio, pipe);
    BIO_set_init(bio, 1);
    return bio;
}

/// Lets a connection keep its buffers between records, 34 KB, which takes less work.
static inline void deepmock_keep_buffers(SSL *connection) { SSL_clear_mode(connection, SSL_MODE_RELEASE_BUFFERS); }

/// Adds an extension by its name and its value in the notation of x509v3_config(5); 1 when that went well.
static inline int deepmock_add_extension(X509 *certificate, X509 *issuer, int name, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, name, value);
    if (!extension) return 0;
    int added = X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    return added;
}

/// The certificates of a PEM text as a key store of trusted certificates (RFC 7292), which Java reads: it wants each to
/// say that it is trusted, by an attribute of Oracle's. NULL when that fails. Bytes that are no certificate are skipped.
static inline PKCS12 *deepmock_trust_store(const void *pem, int size, const char *password) {
    BIO *bio = BIO_new_mem_buf(pem, size);
    STACK_OF(PKCS12_SAFEBAG) *bags = sk_PKCS12_SAFEBAG_new_null();
    STACK_OF(PKCS7) *safes = NULL;
    PKCS12 *store = NULL;
    int isSound = bio && bags;
    X509 *certificate = NULL;
    for (int number = 1; isSound && (certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL)); number += 1) {
        char name[32];
        BIO_snprintf(name, sizeof name, "trusted-%d", number);
        PKCS12_SAFEBAG *bag = PKCS12_SAFEBAG_create_cert(certificate);
        X509_free(certificate);
        isSound = bag && PKCS12_add_friendlyname_utf8(bag, name, -1)
            && PKCS12_add1_attr_by_txt(bag, "2.16.840.1.113894.746875.1.1", V_ASN1_OBJECT,
                (const unsigned char *)OBJ_nid2obj(NID_anyExtendedKeyUsage), -1)
            && sk_PKCS12_SAFEBAG_push(bags, bag);
        if (!isSound) PKCS12_SAFEBAG_free(bag);
    }
    // The reader ends with an error about the missing next certificate.
    ERR_clear_error();
    isSound = isSound && PKCS12_add_safe(&safes, bags, -1, 0, NULL);
    if (isSound) store = PKCS12_add_safes(safes, 0);
    if (store && !PKCS12_set_mac(store, password, -1, NULL, 0, PKCS12_DEFAULT_ITER, EVP_sha256())) {
        PKCS12_free(store);
        store = NULL;
    }
    sk_PKCS7_pop_free(safes, PKCS7_free);
    sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
    BIO_free(bio);
    return store;
}

/// Asks for a host and checks that the certificate has it: a name (RFC 6066 section 3), or an address.
static inline int deepmock_expect_host(SSL *connection, const char *host) {
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection), host) == 1) return 1;
    ERR_clear_error();
    return SSL_set_tlsext_host_name(connection, host) == 1 && SSL_set1_host(connection, host) == 1;
}

#endif
