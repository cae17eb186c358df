package io.routelb.node.desired;

import io.routelb.model.Addresses;
import io.routelb.model.BgpPeerView;
import io.routelb.model.InvalidValueException;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SecretView;
import io.routelb.model.SessionPassword;
import java.util.Map;

/** The passwords of sessions, from the Secrets of the install namespace. */
final class Passwords {
    private Passwords() {}

    /** The peer with the password that its BGPPeer names, if it names one. */
    static RoutingIntent.Peer given(RoutingIntent.Peer peer, BgpPeerView written, Map<String, SecretView> secrets)
            throws InvalidValueException {
        return written.password().isEmpty()
                ? peer
                : peer.withOptions(
                        peer.options().withPassword(password(written.password().get(), secrets)));
    }

    /** Whether the password that the BGPPeer names is to be had; one that names none lacks nothing. */
    static boolean isThere(BgpPeerView written, Map<String, SecretView> secrets) {
        try {
            if (written.password().isPresent()) {
                password(written.password().get(), secrets);
            }
            return true;
        } catch (InvalidValueException e) {
            return false;
        }
    }

    /** A session that was to have a password is never started without one. */
    static SessionPassword password(BgpPeerView.SecretRef wanted, Map<String, SecretView> secrets)
            throws InvalidValueException {
        SecretView secret = secrets.get(wanted.name());
        if (secret == null) {
            throw new InvalidValueException("Secret " + Addresses.shown(wanted.name())
                    + " of passwordSecretRef is not in the namespace RouteLB is installed in, or cannot be read");
        }
        String value = secret.values().get(wanted.key());
        if (value == null) {
            throw new InvalidValueException("Secret " + secret.name() + " has no key " + Addresses.shown(wanted.key()));
        }
        try {
            return new SessionPassword(value);
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException(
                    "Secret " + secret.name() + " key " + Addresses.shown(wanted.key()) + ": " + e.getMessage(), e);
        }
    }
}
