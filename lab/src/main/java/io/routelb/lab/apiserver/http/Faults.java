package io.routelb.lab.apiserver.http;

import io.routelb.lab.apiserver.registry.Lists;
import io.routelb.lab.apiserver.status.ApiError;
import io.routelb.lab.apiserver.store.Store;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;

/** Misbehaviour on demand, for tests of clients. Applies to every request under {@code /api} and {@code /apis}. */
public final class Faults {
    private record Plan(Duration latency, int next, int nextCode, double ratio, int ratioCode) {
        static final Plan NONE = new Plan(Duration.ZERO, 0, 0, 0, 0);
    }

    private final AtomicReference<Plan> plan = new AtomicReference<>(Plan.NONE);
    private final Store store;
    private final Lists lists;

    Faults(Store store, Lists lists) {
        this.store = store;
        this.lists = lists;
    }

    /** Delays every request from now on. */
    public void latency(Duration latency) {
        plan.updateAndGet(p -> new Plan(latency, p.next, p.nextCode, p.ratio, p.ratioCode));
    }

    /** Refuses the next {@code count} requests with this code; 429 comes with Retry-After: 1. */
    public void refuseNext(int count, int code) {
        plan.updateAndGet(p -> new Plan(p.latency, count, code, p.ratio, p.ratioCode));
    }

    /** Refuses this share (0 to 1) of all requests with this code. */
    public void refuseRatio(double ratio, int code) {
        plan.updateAndGet(p -> new Plan(p.latency, p.next, p.nextCode, ratio, code));
    }

    /** Ends every watch, as a restarted load balancer would. Returns how many there were. */
    public int closeWatches() {
        return store.closeSubscriptions();
    }

    /** Forgets all history: watches from older versions get 410, continue tokens expire. Returns the revision. */
    public long compact() {
        lists.forget();
        return store.compact();
    }

    /** Back to normal. */
    public void clear() {
        plan.set(Plan.NONE);
    }

    /** Lets a request pass, late perhaps, or refuses it. */
    void suffer() throws ApiError, InterruptedException {
        Plan before = plan.getAndUpdate(
                p -> p.next > 0 ? new Plan(p.latency, p.next - 1, p.nextCode, p.ratio, p.ratioCode) : p);
        if (!before.latency().isZero()) {
            Thread.sleep(before.latency());
        }
        if (before.next() > 0) {
            throw refusal(before.nextCode());
        }
        if (before.ratio() > 0 && ThreadLocalRandom.current().nextDouble() < before.ratio()) {
            throw refusal(before.ratioCode());
        }
    }

    private static ApiError refusal(int code) {
        return switch (code) {
            case 429 ->
                new ApiError(429, "TooManyRequests", "too many requests, please try again later (injected)")
                        .retryAfter(1);
            case 503 ->
                new ApiError(
                        503, "ServiceUnavailable", "the server is currently unable to handle the request (injected)");
            case 504 -> new ApiError(504, "Timeout", "the request did not complete in time (injected)");
            default -> new ApiError(code, "InternalError", "Internal error occurred: injected");
        };
    }
}
