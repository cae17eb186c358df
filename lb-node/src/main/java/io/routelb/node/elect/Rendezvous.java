package io.routelb.node.elect;

import inet.ipaddr.IPAddress;
import java.nio.charset.StandardCharsets;

/**
 * Highest random weight hashing (Thaler and Ravishankar, "Using name-based mappings to increase hit rates", 1998): every node has a weight
 * for every address, the highest wins, so a node that goes moves only what it had. All agents of all versions must compute the same
 * numbers, so the function is fixed here and pinned by a test: 64-bit FNV-1a over the bytes of the node name in UTF-8 and over the bytes
 * of the address in network order, each finished by MurmurHash3's 64-bit finalizer; the weight is the finalizer of their sum. Weights
 * compare as unsigned numbers.
 */
public final class Rendezvous {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private Rendezvous() {}

    static long weight(String node, IPAddress address) {
        return weight(hash(node), hash(address));
    }

    /** The weight of a node and an address whose hashes are known. */
    public static long weight(long nodeHash, long addressHash) {
        return finished(nodeHash + addressHash);
    }

    /** Of the name of a node. */
    public static long hash(String node) {
        return hash(node.getBytes(StandardCharsets.UTF_8));
    }

    /** Of an address. */
    public static long hash(IPAddress address) {
        return hash(address.getBytes());
    }

    private static long hash(byte[] bytes) {
        long hash = FNV_OFFSET;
        for (byte one : bytes) {
            hash = (hash ^ (one & 0xff)) * FNV_PRIME;
        }
        return finished(hash);
    }

    private static long finished(long value) {
        long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
