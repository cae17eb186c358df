package io.routelb.netlink.frame;

/** ICMPv6's checksum as the RFC says it, to check the quick one and to mend frames that tests have changed. */
final class SlowChecksum {
    private SlowChecksum() {}

    /** The frame itself, with its checksum made right. */
    static byte[] into(byte[] frame) {
        frame[56] = 0;
        frame[57] = 0;
        int sum = of(frame);
        frame[56] = (byte) (sum >>> 8);
        frame[57] = (byte) sum;
        return frame;
    }

    /** Bit by bit what RFC 4443 section 2.3 says: sixteen-bit additions, each carry added at once; the checksum's own bytes as zero. */
    static int of(byte[] frame) {
        int length = ((frame[18] & 0xff) << 8) | (frame[19] & 0xff);
        byte[] text = new byte[40 + length + length % 2];
        System.arraycopy(frame, 22, text, 0, 32);
        text[34] = (byte) (length >>> 8);
        text[35] = (byte) length;
        text[39] = 58;
        System.arraycopy(frame, 54, text, 40, Math.min(length, frame.length - 54));
        text[42] = 0;
        text[43] = 0;
        int sum = 0;
        for (int i = 0; i < text.length; i += 2) {
            sum += ((text[i] & 0xff) << 8) | (text[i + 1] & 0xff);
            if (sum > 0xffff) {
                sum = sum - 0x10000 + 1;
            }
        }
        return ~sum & 0xffff;
    }
}
