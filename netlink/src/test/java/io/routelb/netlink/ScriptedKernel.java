package io.routelb.netlink;

import io.routelb.netlink.wire.MalformedMessageException;
import io.routelb.netlink.wire.NetlinkMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A kernel that answers each send as the test says, and remembers what was sent. */
final class ScriptedKernel implements KernelChannel {
    /** Answers to a send; gets the messages of it and which send it is, from 0. */
    interface Script {
        List<Object> answer(List<NetlinkMessage> requests, int send) throws MalformedMessageException;
    }

    static final Object OVERRUN = "overrun";

    private final Script script;
    private final Deque<Object> answers = new ArrayDeque<>();
    private final List<List<NetlinkMessage>> sent = new ArrayList<>();

    ScriptedKernel(Script script) {
        this.script = script;
    }

    List<List<NetlinkMessage>> sent() {
        return sent;
    }

    static byte[] message(int type, int flags, int sequence, byte[] body) {
        return ByteBuffer.allocate(16 + body.length)
                .order(ByteOrder.nativeOrder())
                .putInt(16 + body.length)
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(sequence)
                .putInt(0)
                .put(body)
                .array();
    }

    static byte[] ack(NetlinkMessage request, int errno) {
        byte[] body = ByteBuffer.allocate(20)
                .order(ByteOrder.nativeOrder())
                .putInt(-errno)
                .array();
        return message(2, 0x100, request.sequence(), body);
    }

    static byte[] done(NetlinkMessage request, int flags) {
        return message(3, flags, request.sequence(), new byte[4]);
    }

    @Override
    public void send(byte[] requests) throws NetlinkException {
        try {
            List<NetlinkMessage> messages = NetlinkMessage.split(requests);
            sent.add(messages);
            answers.addAll(script.answer(messages, sent.size() - 1));
        } catch (MalformedMessageException e) {
            throw new IllegalStateException("the request itself is malformed", e);
        }
    }

    @Override
    public Received receive(boolean wait) throws MalformedMessageException {
        Object next = answers.poll();
        if (next == null) {
            return new Received.Nothing();
        }
        return next instanceof byte[] datagram
                ? new Received.Messages(NetlinkMessage.split(datagram))
                : new Received.Overrun();
    }

    @Override
    public void close() {
        answers.clear();
    }
}
