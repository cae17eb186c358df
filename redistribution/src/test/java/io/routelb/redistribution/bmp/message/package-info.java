/** Tests of BMP's octets. */
@NullMarked
package io.routelb.redistribution.bmp.message;

import org.jspecify.annotations.NullMarked;
