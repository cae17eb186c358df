package io.routelb.allocator.ipam;

import io.routelb.allocator.ipam.IpamOutcome.Cause;
import io.routelb.allocator.ipam.IpamOutcome.Failed;
import io.routelb.allocator.plan.IpamTask;
import java.util.Optional;

/** How far one task came. Owned by {@link ExternalIpam}. */
final class Attempt {
    private final IpamTask task;
    private boolean underWay;
    private boolean returned;
    /** Whether all is to be returned before it is asked again: the IPAM does not say what the Service has. */
    private boolean returnsFirst;

    private boolean returnedFirst;
    private int failures;
    private long dueNanos;
    private Optional<Failed> trouble = Optional.empty();

    Attempt(IpamTask task, long now) {
        this.task = task;
        this.dueNanos = now;
    }

    IpamTask task() {
        return task;
    }

    boolean underWay() {
        return underWay;
    }

    boolean returned() {
        return returned;
    }

    /** Whether the IPAM's last word is that it gave nothing; asked before without an answer, it would say again what it gave. */
    boolean gaveNothing() {
        return !underWay
                && trouble.filter(failed -> failed.cause() == Cause.FULL || failed.cause() == Cause.REFUSED)
                        .filter(failed -> !failed.code().equals(IpamReply.BAD_ANSWER))
                        .isPresent();
    }

    Optional<Failed> trouble() {
        return trouble;
    }

    boolean isDue(long now) {
        return !underWay && !returned && now - dueNanos >= 0;
    }

    /** When it is due by itself; meaningless while it is under way or returned. */
    long dueNanos() {
        return dueNanos;
    }

    void dueAt(long nanos) {
        dueNanos = nanos;
    }

    IpamCall start() {
        underWay = true;
        return switch (task) {
            case IpamTask.Ask ask ->
                returnsFirst
                        ? new IpamCall.Release(ask.group(), ask.service(), Optional.empty())
                        : new IpamCall.Allocate(ask.service(), ask.query());
            case IpamTask.Return giveBack ->
                new IpamCall.Release(giveBack.group(), giveBack.service(), giveBack.address());
        };
    }

    void ended(IpamOutcome outcome, long now) {
        underWay = false;
        switch (outcome) {
            case IpamOutcome.Failed failed -> failed(failed, now);
            case IpamOutcome.Given given -> succeeded(now);
            case IpamOutcome.Measured measured -> succeeded(now);
            case IpamOutcome.Released released -> {
                returned = task instanceof IpamTask.Return;
                returnedFirst = returnsFirst;
                returnsFirst = false;
                trouble = Optional.empty();
                dueNanos = now;
            }
        }
    }

    /** An answer is in; if the plan asks all the same, it did not do, and neither will the next one be likely to. */
    private void succeeded(long now) {
        failures++;
        trouble = Optional.empty();
        dueNanos = now + Pauses.after(Cause.REFUSED, failures).toNanos();
    }

    private void failed(Failed failed, long now) {
        boolean mayReturnFirst = task instanceof IpamTask.Ask ask && ask.holdsNone() && !returnedFirst;
        if (failed.cause() == Cause.HAS_SOME && mayReturnFirst) {
            returnsFirst = true;
            dueNanos = now;
            return;
        }
        boolean same =
                trouble.filter(before -> before.cause() == failed.cause()).isPresent();
        failures = same ? failures + 1 : 1;
        trouble = Optional.of(failed);
        dueNanos = now + Pauses.after(failed.cause(), failures).toNanos();
    }
}
