package io.routelb.netlink.wire;

import io.routelb.netlink.value.RtEvent;
import java.util.Optional;

/** What the kernel multicasts, as events. */
public final class EventMessage {
    private EventMessage() {}

    /** The event a message tells; empty when it is about something this module does not follow. */
    public static Optional<RtEvent> decode(NetlinkMessage message) throws MalformedMessageException {
        return switch (message.type()) {
            case Netlink.RTM_NEWLINK -> LinkMessage.decode(message).map(RtEvent.LinkChanged::new);
            case Netlink.RTM_DELLINK -> LinkMessage.decode(message).map(RtEvent.LinkRemoved::new);
            case Netlink.RTM_NEWADDR -> AddressMessage.decode(message).map(RtEvent.AddressAdded::new);
            case Netlink.RTM_DELADDR -> AddressMessage.decode(message).map(RtEvent.AddressRemoved::new);
            case Netlink.RTM_NEWROUTE -> RouteMessage.decode(message).map(RtEvent.RouteAdded::new);
            case Netlink.RTM_DELROUTE -> RouteMessage.decode(message).map(RtEvent.RouteRemoved::new);
            case Netlink.NLMSG_OVERRUN -> Optional.of(new RtEvent.Overrun());
            default -> Optional.empty();
        };
    }
}
