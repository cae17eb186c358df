package io.routelb.netlink.value;

import inet.ipaddr.IPAddress;
import java.util.Set;

/** One change to the addresses of a link. */
public sealed interface AddressChange {
    /** The link's index. */
    int index();

    IPAddress address();

    /** Bits, 0-32 or 0-128. */
    int prefixLength();

    /**
     * The address shall be there with these properties; adding it again changes nothing, or updates lifetimes and proto.
     *
     * @param validSeconds until the kernel removes it by itself; {@link InterfaceAddress#FOREVER} for never
     * @param preferredSeconds at most {@code validSeconds}
     * @param proto IFA_PROTO, the mark of who owns it, 0-255; 0 sends none
     */
    record Add(
            int index,
            IPAddress address,
            int prefixLength,
            long validSeconds,
            long preferredSeconds,
            Set<AddressFlag> flags,
            int proto)
            implements AddressChange {
        public Add {
            Checks.prefixLength(address, prefixLength);
            Checks.unsignedInt("valid lifetime", validSeconds);
            Checks.unsignedInt("preferred lifetime", preferredSeconds);
            Checks.require(preferredSeconds <= validSeconds, "an address cannot be preferred longer than it is valid");
            Checks.unsignedByte("proto", proto);
            flags = Set.copyOf(flags);
        }

        /** Without end of life. */
        public static Add forever(int index, IPAddress address, int prefixLength, Set<AddressFlag> flags, int proto) {
            return new Add(
                    index, address, prefixLength, InterfaceAddress.FOREVER, InterfaceAddress.FOREVER, flags, proto);
        }
    }

    /** The address shall be gone. */
    record Remove(int index, IPAddress address, int prefixLength) implements AddressChange {
        public Remove {
            Checks.prefixLength(address, prefixLength);
        }
    }
}
