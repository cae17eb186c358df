package io.routelb.netlink.wire;

import java.nio.ByteBuffer;

/**
 * The kernel's verdict on one request: NLMSG_ERROR ({@code struct nlmsgerr}, also for success), or the NLMSG_DONE that ends a dump.
 *
 * @param sequence of the request
 * @param errno positive; 0 is success
 * @param text the kernel's explanation or warning (NLMSGERR_ATTR_MSG); empty when it gave none
 */
public record Acknowledgement(int sequence, int errno, String text) {
    private static final int NLMSGERR_ATTR_MSG = 1;

    /** Whether the message is one that ends the answer to its request. */
    public static boolean is(NetlinkMessage message) {
        return message.type() == Netlink.NLMSG_ERROR || message.type() == Netlink.NLMSG_DONE;
    }

    /** Decodes an NLMSG_ERROR or NLMSG_DONE. */
    public static Acknowledgement decode(NetlinkMessage message) throws MalformedMessageException {
        if (message.type() == Netlink.NLMSG_DONE) {
            return done(message);
        }
        ByteBuffer in = message.payload(Integer.BYTES + NetlinkMessage.HEADER_BYTES, "an acknowledgement");
        int error = in.getInt();
        int quotedLength = in.getInt();
        in.position(Integer.BYTES + NetlinkMessage.HEADER_BYTES);
        if (error != 0 && !message.has(Netlink.NLM_F_CAPPED)) {
            int quoted = quotedLength - NetlinkMessage.HEADER_BYTES;
            if (quoted < 0 || quoted > in.remaining()) {
                throw new MalformedMessageException("an acknowledgement quotes " + quotedLength + " bytes, "
                        + (in.remaining() + NetlinkMessage.HEADER_BYTES) + " are there");
            }
            in.position(Math.min(in.position() + Attributes.aligned(quoted), in.limit()));
        }
        return new Acknowledgement(message.sequence(), positive(error), text(message, in));
    }

    /** A dump that failed on its way says so in its NLMSG_DONE; older kernels send no error at all there. */
    private static Acknowledgement done(NetlinkMessage message) throws MalformedMessageException {
        ByteBuffer in = message.payload();
        if (in.remaining() < Integer.BYTES) {
            return new Acknowledgement(message.sequence(), 0, "");
        }
        int error = in.getInt();
        // Some dumps end with a positive count of bytes instead of 0.
        return new Acknowledgement(message.sequence(), error < 0 ? positive(error) : 0, text(message, in));
    }

    private static int positive(int error) throws MalformedMessageException {
        if (error > 0 || error == Integer.MIN_VALUE) {
            throw new MalformedMessageException("an acknowledgement carries the error " + error);
        }
        return -error;
    }

    private static String text(NetlinkMessage message, ByteBuffer rest) throws MalformedMessageException {
        return message.has(Netlink.NLM_F_ACK_TLVS) ? Attributes.read(rest).text(NLMSGERR_ATTR_MSG) : "";
    }
}
