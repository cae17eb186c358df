package io.routelb.redistribution.bfd.session;

import io.routelb.redistribution.bfd.packet.AuthKey;
import io.routelb.redistribution.bfd.packet.ControlPacket;
import io.routelb.redistribution.bfd.packet.ControlPacket.Authentication;
import java.util.Optional;

/**
 * The numbers of authenticated packets (RFC 5880 section 6.7.4), unsigned and circular.
 *
 * @param sent bfd.XmitAuthSeq: the number of the next packet we send
 * @param known bfd.AuthSeqKnown
 * @param received bfd.RcvAuthSeq
 */
record Sequences(int sent, boolean known, int received) {
    /** Why the packet is not authentic; empty when it is. */
    Optional<String> refuse(SessionConfig config, Event.Received event) {
        ControlPacket packet = event.packet();
        if (config.key().isEmpty()) {
            return packet.authentication().map(section -> "the peer authenticates, and we have no key");
        }
        if (packet.authentication().isEmpty()) {
            return Optional.of("the peer does not authenticate");
        }
        AuthKey key = config.key().get();
        Authentication section = packet.authentication().get();
        if (section.type() != key.type() || section.keyId() != key.id()) {
            return Optional.of("the peer uses another key or kind of authentication");
        }
        if (known && !section.type().follows(received, section.sequence(), packet.multiplier())) {
            return Optional.of("the sequence number is not one that may come next");
        }
        return key.signed(event.octets()) ? Optional.empty() : Optional.of("the peer's key has another secret");
    }

    Sequences heard(ControlPacket packet) {
        return packet.authentication()
                .map(section -> new Sequences(sent, true, section.sequence()))
                .orElse(this);
    }

    Sequences next() {
        return new Sequences(sent + 1, known, received);
    }

    Sequences forgotten() {
        return new Sequences(sent, false, 0);
    }
}
