package io.routelb.node.elect;

import inet.ipaddr.IPAddress;
import io.routelb.model.AddressLockView;

/** One compare-and-set on the lock of an address. What becomes of it is seen on the stream; an answer that it succeeded only saves time. */
public sealed interface LockWrite {
    IPAddress address();

    /** Create the lock; fails when there is one. */
    record Claim(IPAddress address, String term, String networkInterface) implements LockWrite {}

    /** Write ourselves into a lock that is as seen: a dead node's, or our own of an earlier term. It must get a new version either way. */
    record Take(AddressLockView seen, String term, String networkInterface) implements LockWrite {
        @Override
        public IPAddress address() {
            return seen.address();
        }
    }

    /** Delete the lock if it is as seen: ours, the address being off the link; or a dead node's that nobody needs. */
    record Drop(AddressLockView seen) implements LockWrite {
        @Override
        public IPAddress address() {
            return seen.address();
        }
    }
}
