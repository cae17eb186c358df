package io.routelb.ipam.netbox;

import io.grpc.Status;

/** A call that cannot be answered; its status is what the caller gets, so the message is one that a person can act on. */
final class IpamException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Status status;

    IpamException(Status.Code code, String message) {
        super(message);
        this.status = Status.fromCode(code).withDescription(message);
    }

    IpamException(Status.Code code, String message, Exception cause) {
        super(message, cause);
        this.status = Status.fromCode(code).withDescription(message);
    }

    Status status() {
        return status;
    }
}
