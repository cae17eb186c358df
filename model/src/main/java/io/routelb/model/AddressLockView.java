package io.routelb.model;

import inet.ipaddr.IPAddress;
import java.time.Duration;

/**
 * The Lease of one local address: which node may have it on a link. It lives as long as the claim does, whatever becomes of the Services
 * that use the address.
 *
 * @param node who claimed it
 * @param term the uninterrupted hold of that node's own Lease the claim was made in; equal text means the same term
 * @param networkInterface where the node has it, for people
 * @param leaseDuration that of the node when it claimed
 * @param resourceVersion precondition of every change
 */
public record AddressLockView(
        IPAddress address,
        String node,
        String term,
        String networkInterface,
        Duration leaseDuration,
        String resourceVersion) {}
