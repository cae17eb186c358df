package io.routelb.netlink.value;

/** Something that happened in the kernel, told by multicast. In the order it happened, except that {@link Overrun} hides a gap. */
public sealed interface RtEvent {
    /** The link is new or something about it changed. */
    record LinkChanged(Link link) implements RtEvent {}

    /** The link is gone; what is told is its last state. */
    record LinkRemoved(Link link) implements RtEvent {}

    /** The address is new or something about it changed (duplicate address detection ended, lifetime). */
    record AddressAdded(InterfaceAddress address) implements RtEvent {}

    /** The address is gone. */
    record AddressRemoved(InterfaceAddress address) implements RtEvent {}

    /** The route is new or replaced; it carries all its next hops. */
    record RouteAdded(Route route) implements RtEvent {}

    /** The route is gone. */
    record RouteRemoved(Route route) implements RtEvent {}

    /** Events were lost, or could not be read: the caller must dump again what it cares about. */
    record Overrun() implements RtEvent {}
}
