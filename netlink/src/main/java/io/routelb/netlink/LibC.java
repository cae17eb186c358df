package io.routelb.netlink;

import jnr.ffi.Pointer;
import jnr.ffi.annotations.In;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;

/**
 * The C library's functions this module calls; public only because jnr-ffi must see it from outside. Each returns -1 on failure with
 * the reason in {@link Native#errno()}, which is to be read before the thread makes another native call.
 */
@SuppressWarnings("MethodName") // C's names, as in the manual pages
public interface LibC {
    int open(@In String path, int flags);

    int close(int fd);

    int setns(int fd, int nstype);

    int unshare(int flags);

    int gettid();

    int socket(int domain, int type, int protocol);

    int bind(int fd, @In byte[] address, int length);

    int setsockopt(int fd, int level, int option, @In byte[] value, int length);

    @ssize_t
    long send(int fd, @In byte[] message, @size_t long length, int flags);

    @ssize_t
    long sendto(int fd, @In byte[] message, @size_t long length, int flags, @In byte[] address, int addressLength);

    @ssize_t
    long recv(int fd, Pointer buffer, @size_t long length, int flags);

    @ssize_t
    long read(int fd, Pointer buffer, @size_t long length);

    @ssize_t
    long write(int fd, @In byte[] buffer, @size_t long length);

    int poll(Pointer pollfds, long count, int timeoutMillis);

    int eventfd(int initial, int flags);
}
