package io.routelb.netlink.wire;

/** What the kernel sends, field by field as its headers lay it out. */
final class GoldenDatagrams {
    static final String LINK = """
            6c000000 1000 0200 2a000000 d2040000   # 108 bytes, RTM_NEWLINK, MULTI, sequence 42, port 1234
            00 00 0100 07000000                    # AF_UNSPEC, ARPHRD_ETHER, index 7
            c1000100 00000000                      # UP RUNNING NOARP LOWER_UP, change mask
            0d00 0300 6b756265 2d6c6230 00 000000  # IFLA_IFNAME "kube-lb0"
            0800 0d00 e8030000                     # IFLA_TXQLEN 1000, not read
            0800 0400 dc050000                     # IFLA_MTU 1500
            0500 1000 06 000000                    # IFLA_OPERSTATE up
            0a00 0100 02aabbccddee 0000            # IFLA_ADDRESS
            1800 1280                              # IFLA_LINKINFO, nested
              0800 0100 69666200                   #   IFLA_INFO_KIND "ifb"
              0c00 0280 0800 0100 01000000         #   IFLA_INFO_DATA, not read
            """;

    static final String ADDRESS_IPV4 = """
            4c000000 1400 0000 00000000 00000000   # 76 bytes, RTM_NEWADDR, an event
            02 18 80 00 07000000                   # AF_INET, /24, PERMANENT, universe, index 7
            0800 0100 c0000201                     # IFA_ADDRESS 192.0.2.1
            0800 0200 c0000202                     # IFA_LOCAL 192.0.2.2: ours, the one above is the other end
            0800 0800 80020000                     # IFA_FLAGS PERMANENT NOPREFIXROUTE
            0500 0b00 4d 000000                    # IFA_PROTO 77
            1400 0600 ffffffff ffffffff 01000000 02000000 # IFA_CACHEINFO: preferred, valid, created, updated
            """;

    static final String ADDRESS_IPV6 = """
            48000000 1500 0000 00000000 00000000   # 72 bytes, RTM_DELADDR
            0a 80 40 00 07000000                   # AF_INET6, /128, TENTATIVE, universe, index 7
            1400 0100 20010db8000000000000000000000001 # IFA_ADDRESS 2001:db8::1
            1400 0600 2c010000 58020000 01000000 02000000 # IFA_CACHEINFO: preferred 300, valid 600
            0800 0800 42000000                     # IFA_FLAGS TENTATIVE NODAD
            """;

    static final String ROUTE_MULTIPATH = """
            58000000 1800 0000 00000000 00000000   # 88 bytes, RTM_NEWROUTE
            02 20 00 00 fe 0c 00 01 00000000       # AF_INET, /32, table 254, RTPROT_BIRD, universe, UNICAST
            0800 0f00 fe000000                     # RTA_TABLE 254
            0800 0100 cb007107                     # RTA_DST 203.0.113.7
            0800 0600 14000000                     # RTA_PRIORITY 20
            2400 0900                              # RTA_MULTIPATH
              1000 00 00 07000000                  #   16 bytes, weight 1, index 7
                0800 0500 c0000202                 #     RTA_GATEWAY 192.0.2.2
              1000 04 02 08000000                  #   16 bytes, ONLINK, weight 3, index 8
                0800 0500 c0000203                 #     RTA_GATEWAY 192.0.2.3
            """;

    static final String ROUTE_IPV4_VIA_IPV6 = """
            44000000 1900 0000 00000000 00000000   # 68 bytes, RTM_DELROUTE
            02 00 00 00 fc ba 00 01 00000000       # AF_INET, default, table 252 (see RTA_TABLE), RTPROT_BGP
            0800 0f00 e8030000                     # RTA_TABLE 1000
            1600 1200 0a00 fe800000000000000000000000000001 0000 # RTA_VIA AF_INET6 fe80::1
            0800 0400 09000000                     # RTA_OIF 9
            """;

    static final String REFUSED = """
            3c000000 0200 0003 05000000 d2040000   # 60 bytes, NLMSG_ERROR, CAPPED ACK_TLVS, sequence 5
            a1ffffff                               # -EOPNOTSUPP
            38000000 1000 0506 05000000 d2040000   # the refused request's header
            1800 0100 556e6b6e 6f776e20 64657669 63652074 797065 00 # NLMSGERR_ATTR_MSG, the text
            """;

    private GoldenDatagrams() {}
}
