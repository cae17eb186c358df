package io.routelb.netlink;

import io.routelb.netlink.wire.Acknowledgement;
import io.routelb.netlink.wire.MalformedMessageException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Sends changes many at a time and matches each with its acknowledgement by sequence number. Changes whose acknowledgement the kernel
 * had to throw away are sent again: they state what shall be, so that doing them twice does no harm.
 */
final class ChangeBatches {
    static final int MAX_CHANGES = 256;
    /** Well below the smallest send buffer a system is likely to have; one route with many next hops may be kilobytes. */
    private static final int MAX_BYTES = 64 * 1024;

    private static final int ATTEMPTS = 16;

    private final KernelChannel channel;
    private final IntUnaryOperator reserve;

    /** @param reserve gives the first of so many sequence numbers in a row */
    ChangeBatches(KernelChannel channel, IntUnaryOperator reserve) {
        this.channel = channel;
        this.reserve = reserve;
    }

    /**
     * Applies all and answers at the same positions.
     *
     * @param absent the errno that says that what is to be removed is not there
     */
    <C> List<ChangeResult> apply(String operation, List<C> changes, Encoder<C> encoder, int absent)
            throws NetlinkException {
        @Nullable ChangeResult[] results = new ChangeResult[changes.size()];
        Deque<Integer> pending = new ArrayDeque<>();
        for (int position = 0; position < results.length; position++) {
            pending.add(position);
        }
        int fruitless = 0;
        boolean[] lost = new boolean[results.length];
        while (!pending.isEmpty()) {
            int before = pending.size();
            List<Integer> again = sendBatch(operation, changes, encoder, pending, results, lost);
            again.reversed().forEach(pending::addFirst);
            fruitless = pending.size() < before ? 0 : fruitless + 1;
            if (fruitless == ATTEMPTS) {
                throw new NetlinkException(Native.ENOBUFS, operation, "the kernel's answers keep getting lost");
            }
        }
        List<ChangeResult> answers = new ArrayList<>(results.length);
        for (int position = 0; position < results.length; position++) {
            answers.add(settled(results[position], lost[position], absent));
        }
        return answers;
    }

    /**
     * Takes the next batch off the pending ones and records the answers. Returns the positions from the first lost answer on: they are
     * all to be sent again, as a later change of the batch may be about the same thing and must stay the later one.
     */
    private <C> List<Integer> sendBatch(
            String operation,
            List<C> changes,
            Encoder<C> encoder,
            Deque<Integer> pending,
            @Nullable ChangeResult[] results,
            boolean[] lost)
            throws NetlinkException {
        int first = reserve.applyAsInt(Math.min(MAX_CHANGES, pending.size()));
        ByteArrayOutputStream requests = new ByteArrayOutputStream();
        List<Integer> sent = new ArrayList<>();
        while (!pending.isEmpty() && sent.size() < MAX_CHANGES && requests.size() < MAX_BYTES) {
            int position = pending.removeFirst();
            requests.writeBytes(encoder.encode(changes.get(position), first + sent.size()));
            sent.add(position);
        }
        try {
            Conversation answer = Conversation.hold(channel, requests.toByteArray(), first, sent.size());
            int firstLost = sent.size();
            for (int i = sent.size() - 1; i >= 0; i--) {
                Acknowledgement ack = answer.acknowledgements().get(first + i);
                int position = sent.get(i);
                if (ack == null) {
                    lost[position] = true;
                    firstLost = i;
                } else if (results[position] == null) {
                    results[position] = new ChangeResult(ack.errno(), ack.text());
                }
            }
            return sent.subList(firstLost, sent.size());
        } catch (MalformedMessageException e) {
            throw Rtnetlink.unreadable(operation, e);
        }
    }

    /** A removal made again because its answer was lost finds nothing the second time: it is done. */
    private static ChangeResult settled(@Nullable ChangeResult result, boolean lost, int absent) {
        if (result == null) {
            throw new IllegalStateException("a change was neither answered nor given up");
        }
        return lost && result.errno() == absent ? new ChangeResult(0, "") : result;
    }

    @FunctionalInterface
    interface Encoder<C> {
        byte[] encode(C change, int sequence);
    }
}
