package io.routelb.netlink;

import io.routelb.netlink.wire.Acknowledgement;
import io.routelb.netlink.wire.MalformedMessageException;
import io.routelb.netlink.wire.Netlink;
import io.routelb.netlink.wire.NetlinkMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Requests sent together and the kernel's answers to them, gathered until each has its acknowledgement or it is sure that one is lost. */
final class Conversation {
    private final int first;
    private final int count;
    private final Map<Integer, Acknowledgement> acknowledgements = new HashMap<>();
    private final List<NetlinkMessage> data = new ArrayList<>();
    private boolean interrupted;
    private boolean overrun;

    private Conversation(int first, int count) {
        this.first = first;
        this.count = count;
    }

    /**
     * Sends and gathers. Answers to other requests, left over from a conversation that was cut short, are passed over.
     *
     * @param first the sequence number of the first request; the others count up from it
     */
    static Conversation hold(KernelChannel channel, byte[] requests, int first, int count)
            throws NetlinkException, MalformedMessageException {
        Conversation conversation = new Conversation(first, count);
        channel.send(requests);
        while (conversation.acknowledgements.size() < count) {
            // After an overrun whatever survived is already there, so that there is nothing to wait for.
            switch (channel.receive(!conversation.overrun)) {
                case Received.Messages datagram -> conversation.take(datagram.messages());
                case Received.Overrun ignored -> conversation.overrun = true;
                case Received.Nothing ignored -> {
                    return conversation;
                }
            }
        }
        return conversation;
    }

    private void take(List<NetlinkMessage> messages) throws MalformedMessageException {
        for (NetlinkMessage message : messages) {
            if (message.sequence() - first < 0 || message.sequence() - first >= count) {
                continue;
            }
            interrupted |= message.has(Netlink.NLM_F_DUMP_INTR);
            overrun |= message.type() == Netlink.NLMSG_OVERRUN;
            if (Acknowledgement.is(message)) {
                acknowledgements.putIfAbsent(message.sequence(), Acknowledgement.decode(message));
            } else if (message.type() >= Netlink.RTM_NEWLINK) {
                data.add(message);
            }
        }
    }

    /** By sequence number; a request without one was answered, but the answer is lost. */
    Map<Integer, Acknowledgement> acknowledgements() {
        return acknowledgements;
    }

    /** What was asked for, in the order it came. */
    List<NetlinkMessage> data() {
        return data;
    }

    /** Nothing was lost and nothing changed while it was read. */
    boolean whole() {
        return !interrupted && !overrun && acknowledgements.size() == count;
    }
}
