package io.routelb.allocator.plan;

import inet.ipaddr.IPAddress;
import io.routelb.model.ObjectKey;

/** An address an IPAM gave that the Service cannot have: to be released there. */
public record IpamReturn(ObjectKey service, String group, IPAddress address) {}
