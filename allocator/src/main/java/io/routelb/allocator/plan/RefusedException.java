package io.routelb.allocator.plan;

/** A request that cannot be met now; its verdict becomes the condition and the event. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Verdict verdict;

    RefusedException(Reason reason, String message) {
        super(message);
        this.verdict = new Verdict(reason, message);
    }

    Verdict verdict() {
        return verdict;
    }
}
