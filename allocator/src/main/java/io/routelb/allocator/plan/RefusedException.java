package io.routelb.allocator.plan;

import java.util.Optional;

/** A request that cannot be met now; its verdict becomes the condition and the event. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Verdict verdict;
    private final transient Optional<IpamQuery> query;

    private RefusedException(Verdict verdict, Optional<IpamQuery> query) {
        super(verdict.message());
        this.verdict = verdict;
        this.query = query;
    }

    RefusedException(Reason reason, String message) {
        this(new Verdict(reason, message), Optional.empty());
    }

    RefusedException(Verdict verdict) {
        this(verdict, Optional.empty());
    }

    /** It can be met once an IPAM has answered the query in another way than it did. */
    RefusedException(Verdict verdict, IpamQuery query) {
        this(verdict, Optional.of(query));
    }

    Verdict verdict() {
        return verdict;
    }

    Optional<IpamQuery> query() {
        return query;
    }
}
