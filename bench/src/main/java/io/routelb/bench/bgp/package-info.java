/**
 * BGP measured on the wire, our speaker and the daemons of the distribution in turns. In: how large and how often. Out: figures. Packets
 * come from tcpdump at the far end of the cable and go through {@code PcapReader}, {@code TcpStreams} and {@code BgpFrames}; routes come
 * from {@code RawSpeaker}, which knows no more BGP than it takes to hold a session. Not here: anything that judges a figure.
 */
@NullMarked
package io.routelb.bench.bgp;

import org.jspecify.annotations.NullMarked;
