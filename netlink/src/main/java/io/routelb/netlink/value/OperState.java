package io.routelb.netlink.value;

/** Whether a link can carry packets (RFC 2863 section 3.1.14), in the order of IF_OPER_ in {@code linux/if.h}. */
public enum OperState {
    /** The driver does not say; it counts as up when the link is {@link Link#lowerUp}. Loopback and dummy are for ever so. */
    UNKNOWN,
    NOT_PRESENT,
    DOWN,
    /** The link below it (the parent of a VLAN, the peer of a veth) is down. */
    LOWER_LAYER_DOWN,
    TESTING,
    /** It waits for something outside, such as 802.1X. */
    DORMANT,
    UP;

    private static final OperState[] BY_CODE = values();

    /** The state of an IF_OPER_ number; one nobody here knows is UNKNOWN. */
    public static OperState ofCode(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : UNKNOWN;
    }
}
