package io.routelb.kube.daemon;

import java.net.InetSocketAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code host:port}, {@code [v6]:port} or {@code :port} (every address). */
public final class ListenAddress implements ITypeConverter<InetSocketAddress> {
    private static final int MOST = 65_535;

    @Override
    public InetSocketAddress convert(String value) {
        int colon = value.lastIndexOf(':');
        String digits = value.substring(colon + 1);
        if (colon < 0 || !digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > MOST) {
            throw new TypeConversionException("'" + value + "' is not host:port or :port");
        }
        String host = value.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        int port = Integer.parseInt(digits);
        return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }
}
