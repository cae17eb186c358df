package io.routelb.redistribution.bfd.packet;

import io.routelb.model.SessionPassword;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A key both ends know (RFC 5880 section 6.7.4). The secret never leaves it but as a hash.
 *
 * @param id 0-255
 * @param secret at most {@link #LENGTH} octets
 */
public record AuthKey(AuthType type, int id, SessionPassword secret) {
    /** Octets of the key as it is hashed, and of the hash. */
    public static final int LENGTH = 20;

    /** Octets before the hash. */
    private static final int HASHED = PacketCodec.MAX_LENGTH - LENGTH;

    public AuthKey {
        if (id < 0 || id > 255 || secret.octets() > LENGTH) {
            throw new IllegalArgumentException("key " + id + " has " + secret.octets() + " octets");
        }
    }

    /** Whether the packet, as it came and as the codec has accepted it with its Authentication Section, was signed with this key. */
    public boolean signed(ByteBuffer octets) {
        byte[] there = new byte[LENGTH];
        octets.get(HASHED, there);
        return MessageDigest.isEqual(there, hashOf(octets));
    }

    /** Puts the hash of the whole into its last octets. */
    void sign(ByteBuffer octets) {
        octets.put(HASHED, hashOf(octets));
    }

    /** The hash is over the packet with the key, filled up with zeros, where the hash will stand. */
    private byte[] hashOf(ByteBuffer octets) {
        byte[] padded = new byte[LENGTH];
        byte[] key = secret.text().getBytes(StandardCharsets.UTF_8);
        System.arraycopy(key, 0, padded, 0, key.length);
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(octets.slice(0, HASHED));
            return sha1.digest(padded);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
